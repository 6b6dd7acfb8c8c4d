using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing.Concurrency;

/// <summary>The places at each provider connection on this node.</summary>
internal sealed class ProviderQueues(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, FairQueue> _queues = new();

    public (int Running, int Waiting) Read(Guid connectionId) => _queues.TryGetValue(connectionId, out var queue) ? queue.Load : (0, 0);

    public (int Running, int Waiting) Sum() =>
        _queues.Values.Select(queue => queue.Load).Aggregate((Running: 0, Waiting: 0), (sum, load) => (sum.Running + load.Running, sum.Waiting + load.Waiting));

    public FairQueue Of(RouteCandidate candidate) => _queues.GetOrAdd(
        candidate.Connection.Id, _ => new(options.Value.MaxConcurrentCallsPerProvider, options.Value.MaxWaitingCallsPerProvider, time));
}
