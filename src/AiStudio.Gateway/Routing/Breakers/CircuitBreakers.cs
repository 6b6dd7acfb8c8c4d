using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing.Breakers;

/// <summary>
/// The breaker of each connection and model on this node. A connection belongs to one organization and holds its key, so one
/// organization's bad key opens no breaker of another's; a connection whose settings change starts anew.
/// </summary>
public sealed class CircuitBreakers
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<(Guid Connection, string Model), (long Revision, CircuitBreaker Breaker)> _breakers = new();
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;

    internal CircuitBreakers(IOptions<GatewayOptions> options, TimeProvider time) => (_options, _time) = (options.Value, time);

    /// <summary>How the breaker of <paramref name="modelId"/> at the connection <paramref name="connectionId"/> stands.</summary>
    public BreakerReading Read(Guid connectionId, string modelId) =>
        _breakers.TryGetValue((connectionId, modelId), out var kept) ? kept.Breaker.Read() : BreakerReading.Untouched;

    internal CircuitBreaker Of(RouteCandidate candidate)
    {
        var (key, revision) = ((candidate.Connection.Id, candidate.ModelId), candidate.Connection.Revision);
        if (_breakers.TryGetValue(key, out var kept) && kept.Revision == revision)
            return kept.Breaker;
        if (_breakers.Count >= Capacity)
            DropClosed();
        return _breakers.AddOrUpdate(
            key, _ => (revision, New()), (_, other) => other.Revision == revision ? other : (revision, New())).Breaker;
    }

    private CircuitBreaker New() => new(_options, _time);

    private void DropClosed()
    {
        foreach (var (key, kept) in _breakers)
        {
            if (kept.Breaker.Read().State == BreakerState.Closed)
                _breakers.TryRemove(key, out _);
        }
    }
}
