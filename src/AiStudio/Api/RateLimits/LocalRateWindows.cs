using System.Collections.Concurrent;

namespace AiStudio.Api.RateLimits;

/// <summary>Counts of this node alone, in memory.</summary>
internal sealed class LocalRateWindows(TimeProvider time) : IRateWindows
{
    private const int SweepAt = 10_000;

    private readonly ConcurrentDictionary<(Guid, string), SlidingMinute> _minutes = new();
    private long _swept;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<RateReading> TakeAsync(RateAsk ask, CancellationToken cancellationToken)
    {
        Sweep();
        var minute = _minutes.GetOrAdd((ask.OrganizationId, ask.Subject), _ => new SlidingMinute());
        lock (minute)
        {
            var now = Now;
            minute.Advance(now);
            var granted = minute.Used + ask.Amount <= ask.Limit;
            if (granted)
                minute.Add(ask.Amount);
            var (some, all) = minute.Until(now);
            return ValueTask.FromResult(new RateReading(ask, granted, Math.Max(0, ask.Limit - minute.Used), some, all));
        }
    }

    public ValueTask CorrectAsync(RateAsk ask, long by, CancellationToken cancellationToken)
    {
        var minute = _minutes.GetOrAdd((ask.OrganizationId, ask.Subject), _ => new SlidingMinute());
        lock (minute)
        {
            minute.Advance(Now);
            minute.Add(by);
        }

        return ValueTask.CompletedTask;
    }

    // Addresses come and go: what is back to nothing is forgotten, once a minute at most.
    private void Sweep()
    {
        var (now, swept) = (Now, Interlocked.Read(ref _swept));
        if (_minutes.Count < SweepAt || now - swept < 60_000 || Interlocked.CompareExchange(ref _swept, now, swept) != swept)
            return;
        foreach (var (subject, minute) in _minutes)
        {
            lock (minute)
            {
                minute.Advance(now);
                if (minute.Used <= 0)
                    _minutes.TryRemove(subject, out _);
            }
        }
    }
}
