namespace AiStudio.Gateway.Routing.Statistics;

/// <summary>A decaying average of how long answers took; forgotten when nothing has been measured for a while. Not thread-safe.</summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan s_staleAfter = TimeSpan.FromMinutes(2);

    // One call explores for all: while it is under way the others go where it is known to be quick.
    private static readonly TimeSpan s_exploreEvery = TimeSpan.FromSeconds(10);

    private const double WeightOfNewest = 0.2;

    private double _average;
    private long? _measuredAt;
    private long? _exploredAt;

    public TimeSpan? Recent =>
        _measuredAt is { } at && time.GetElapsedTime(at) <= s_staleAfter ? TimeSpan.FromTicks((long)_average) : null;

    public void Add(TimeSpan measured)
    {
        _average = Recent is null ? measured.Ticks : _average + (WeightOfNewest * (measured.Ticks - _average));
        _measuredAt = time.GetTimestamp();
    }

    /// <summary>Whether the call that asks shall find out, because nobody knows and nobody else is finding out.</summary>
    public bool TryExplore()
    {
        if (Recent is not null || (_exploredAt is { } at && time.GetElapsedTime(at) < s_exploreEvery))
            return false;
        _exploredAt = time.GetTimestamp();
        return true;
    }
}
