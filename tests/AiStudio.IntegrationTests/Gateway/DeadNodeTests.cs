using AiStudio.Features.Spend;
using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Gateway;

public sealed class DeadNodeTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Fact]
    public async Task Node_SilentInTheMiddleOfAStream_IsSettledByAnotherAndComesBackToOneRow()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var caller = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(caller.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 50, Fault = new Fault(FaultKind.Hang) { AfterChunks = 3 } });
        var routes = await OneModel.PricedAsync(database, caller.OrganizationId, emulator);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(database.Studio).AddSingleton(routes).AddGateway();
        builder.AddSpend();
        await using var node = builder.Build();
        await node.StartAsync(cancellation);
        using var call = new GatewayCall(LedgerDesk.CallerOf(caller), "openai");
        await foreach (var _ in node.Services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("hello", new GatewayChatOptions(call), cancellation))
        {
            break;
        }

        await NotedAsync(call.Id, cancellation);
        // As if the node had been silent for longer than a lease.
        await database.ExecuteAsync("update hold set lease_until = now() - interval '1 second' where call_id = $1", call.Id);
        using var reaper = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        Assert.Equal(1, await reaper.RunOnceAsync(cancellation));

        var (settled, held) = (await database.SettledAsync(budget), await database.HeldAsync(budget));
        Assert.True(settled > 0);
        Assert.Equal(0, held);
        Assert.Equal("OpenAi openai t", await database.ScalarAsync<string>(
            "select concat_ws(' ', provider, model_id, estimated) from ledger_entry where call_id = $1 and price_id is not null and input_tokens > 0", call.Id));
        Assert.Equal("lost", await database.ScalarAsync<string>("select ending from call where id = $1", call.Id));

        await node.StopAsync(cancellation);

        Assert.Equal(settled, await database.SettledAsync(budget));
        Assert.Equal($"abandoned {settled}", await database.ScalarAsync<string>("select string_agg(concat_ws(' ', ending, cost_nano_usd), ', ') from call where id = $1", call.Id));
        await database.AssertReconciledAsync(caller.OrganizationId);
    }

    private async Task NotedAsync(Guid call, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await database.ScalarAsync<bool>("select (attempt).output_tokens > 0 from hold where call_id = $1", call))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
