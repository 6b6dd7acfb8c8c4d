using System.Collections.Concurrent;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Concurrency;

namespace AiStudio.Gateway.Routing.Statistics;

/// <summary>How each model at each connection has served lately on this node. Thread-safe; its memory is bounded.</summary>
public sealed class RouteStatistics
{
    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<(Guid Connection, string Model), RouteRecord> _records = new();
    private readonly CircuitBreakers _breakers;
    private readonly ProviderQueues _queues;
    private readonly TimeProvider _time;

    internal RouteStatistics(CircuitBreakers breakers, ProviderQueues queues, TimeProvider time) => (_breakers, _queues, _time) = (breakers, queues, time);

    /// <summary>The figures of <paramref name="modelId"/> at the connection <paramref name="connectionId"/>; zeros for one that has not been asked.</summary>
    public RouteReading Read(Guid connectionId, string modelId)
    {
        var (total, firstToken, errors) = _records.TryGetValue((connectionId, modelId), out var record) ? record.Sum() : (new(), new(), []);
        var (running, waiting) = _queues.Read(connectionId);
        return new()
        {
            Attempts = total.Count + errors.Values.Sum(),
            Errors = errors,
            Total = total.Read(),
            FirstToken = firstToken.Read(),
            Running = running,
            Waiting = waiting,
            Breaker = _breakers.Read(connectionId, modelId),
        };
    }

    /// <summary>The calls that are at providers from this node now, and those that wait for a place at one.</summary>
    public (int Running, int Waiting) Load => _queues.Sum();

    internal RouteRecord Of(RouteCandidate candidate)
    {
        var key = (candidate.Connection.Id, candidate.ModelId);
        if (_records.TryGetValue(key, out var record))
            return record;
        if (_records.Count >= Capacity)
            DropIdle();
        return _records.GetOrAdd(key, _ => new(_time));
    }

    private void DropIdle()
    {
        foreach (var (key, record) in _records)
        {
            if (record.IsIdle)
                _records.TryRemove(key, out _);
        }

        if (_records.Count >= Capacity)
            _records.Clear();
    }
}
