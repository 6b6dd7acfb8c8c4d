using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.Benchmarks.Overhead;

/// <summary>Through the pipeline, with ports that answer from memory: all of it, or from one of its stages on.</summary>
internal sealed class GatewayTarget : ITarget, IAsyncDisposable
{
    private const int Tokens = 64;
    private static readonly GatewayCaller Caller = new(Guid.CreateVersion7(), Guid.CreateVersion7(), null, "bench");
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "words=20")];

    private readonly ServiceProvider _services;
    private readonly RoutePlan _plan;
    private readonly IChatClient _client;

    public GatewayTarget(Uri endpoint, int firstStage = 0)
    {
        _plan = new([new RouteCandidate(
            new ProviderConnection(Guid.CreateVersion7(), "emulator", ProviderKind.OpenAi, endpoint, new ProviderKey("bench"), 1),
            "bench", new ModelPrice(Guid.CreateVersion7(), 1_000, 1_000, 1_000, 1_000), 128_000, 16_000)]);
        var ports = new MemoryPorts(_plan);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ISpendLedger>(ports)
            .AddSingleton<ICallLog>(ports)
            .AddSingleton<IRouteTable>(ports)
            .AddGateway()
            .Configure<GatewayOptions>(options => options.MaxConcurrentCallsPerOrganization = options.MaxConcurrentCallsPerProvider = 10_000)
            .BuildServiceProvider();
        _client = ChatPipeline.Fold(ChatPipeline.Stages.Skip(firstStage), _services);
    }

    public async Task CallAsync(bool streamed, int caller)
    {
        // What the stages that are left out would have written.
        using var call = new GatewayCall(Caller, "bench")
        {
            Plan = _plan, Served = _plan.Candidates[0], MaxOutputTokens = Tokens, Streamed = streamed, AdmittedAt = TimeProvider.System.GetTimestamp(),
        };
        var options = new GatewayChatOptions(call) { MaxOutputTokens = Tokens };
        if (!streamed)
        {
            await _client.GetResponseAsync(Messages, options);
            return;
        }

        await foreach (var _ in _client.GetStreamingResponseAsync(Messages, options))
        {
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class MemoryPorts(RoutePlan plan) : ISpendLedger, ICallLog, IRouteTable
    {
        public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken) => new(plan);

        public ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken) =>
            new(new HoldVerdict(new Hold(request.CallId, request.AmountNanoUsd), null));

        public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken) => new(true);

        public ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken) => default;
    }
}
