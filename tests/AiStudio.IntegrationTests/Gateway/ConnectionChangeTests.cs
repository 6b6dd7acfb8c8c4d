using AiStudio.Features.Models;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Statistics;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Models;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>F08: what happens to one connection is felt by nobody else, and a change of it by no call.</summary>
public sealed class ConnectionChangeTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const int Calls = 200;
    private const string Model = "house-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotation_While200CallsRun_FailsNone()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(At(emulator, "key-aaaa"));
        var routes = desk.NewRouteTable();
        await using var gateway = await GatewayOnLedger.StartAsync(database, routes);
        var calls = new List<GatewayCall>();
        var asking = new List<Task>();

        // Each wave begins with the key of its time, and runs on and waits for its place while that key is replaced.
        foreach (var next in new[] { "key-bbbb", "key-cccc", "key-dddd", "key-eeee" })
        {
            var wave = Enumerable.Range(0, Calls / 4).Select(_ => CallOf(owner)).ToList();
            calls.AddRange(wave);
            var mine = wave.Select((call, number) => AskAsync(gateway.Client, call, stream: number % 2 == 0)).ToList();
            asking.AddRange(mine);
            // One has been answered with it; the others go on beside the change.
            await Task.WhenAny(mine).WaitAsync(Cancellation);
            await desk.RestartAsync(At(emulator, next));
            routes.Forget(owner.OrganizationId);
        }

        await Task.WhenAll(asking);
        Assert.All(calls, call => Assert.Equal((CallEnding.Completed, Model, 1), (call.Ending, call.Served!.ModelId, call.Attempts.Count)));
        Assert.Superset(new HashSet<string?> { "aaaa", "bbbb", "cccc", "dddd" }, emulator.Bill.Rows.Select(row => row.KeyEnding).ToHashSet());
    }

    [Fact]
    public async Task Disabling_While200CallsRun_FailsNoneAndTheNextOnesGoElsewhere()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(At(emulator, "key-aaaa"));
        var routes = desk.NewRouteTable();
        await using var gateway = await GatewayOnLedger.StartAsync(database, routes);
        var calls = Enumerable.Range(0, Calls).Select(_ => CallOf(owner)).ToList();

        var asking = calls.Select((call, number) => AskAsync(gateway.Client, call, stream: number % 2 == 0)).ToList();
        await Task.WhenAny(asking).WaitAsync(Cancellation);
        await desk.RestartAsync(new ProvidersOptions());
        routes.Forget(owner.OrganizationId);
        var after = CallOf(owner);
        await Task.WhenAll(asking);
        await AskAsync(gateway.Client, after, stream: true);

        Assert.All(calls, call => Assert.Equal((CallEnding.Completed, Model), (call.Ending, call.Served!.ModelId)));
        Assert.Equal("local-extractive-1", after.Served!.ModelId);
    }

    [Fact]
    public async Task BadKey_OfOneOrganization_IsNeverFeltByAnother()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(Script.Refuse(401) with { KeyEnding = "evil", Times = Script.Forever });
        var desk = new ModelDesk(database);
        var bad = await desk.NewOrganizationAsync(At(emulator, "key-evil"));
        var good = await desk.NewOrganizationAsync(At(emulator, "key-good"));
        var routes = desk.NewRouteTable();
        await using var gateway = await GatewayOnLedger.StartAsync(database, routes);

        var calls = Enumerable.Range(0, 60).Select(number => CallOf(number % 2 == 0 ? bad : good)).ToList();
        await Parallel.ForEachAsync(calls, Cancellation, async (call, _) => await AskAsync(gateway.Client, call, stream: true));

        Assert.Equal(BreakerState.Open, (await ReadAsync(bad)).Breaker.State);
        Assert.Equal((BreakerState.Closed, 0, 30), ((await ReadAsync(good)).Breaker.State, (await ReadAsync(good)).Failures, (await ReadAsync(good)).Attempts));
        Assert.All(calls, call => Assert.Equal(call.Caller.OrganizationId == bad.OrganizationId ? "local-extractive-1" : Model, call.Served!.ModelId));

        async Task<RouteReading> ReadAsync(Caller caller)
        {
            var plan = await routes.ResolveAsync(ModelDesk.CallerOf(caller), "balanced", Cancellation);
            return gateway.Get<RouteStatistics>().Read(plan!.Candidates[0].Connection.Id, Model);
        }
    }

    private static ProvidersOptions At(ProviderEmulatorHost emulator, string key) => new()
    {
        OpenAi = new()
        {
            BaseUrl = emulator.OpenAiEndpoint, ApiKey = key, Model = Model,
            Prices = { new() { ModelId = Model, InputUsd = 0.4m, OutputUsd = 1.6m } },
        },
    };

    private static GatewayCall CallOf(Caller owner) => new(ModelDesk.CallerOf(owner), "balanced");

    private static Task<ChatResponse> AskAsync(IChatClient client, GatewayCall call, bool stream)
    {
        const string prompt = "Please answer with words=30 and delay=5ms in between.";
        return stream
            ? client.GetStreamingResponseAsync(prompt, new GatewayChatOptions(call), Cancellation).ToChatResponseAsync(Cancellation)
            : client.GetResponseAsync(prompt, new GatewayChatOptions(call), Cancellation);
    }
}
