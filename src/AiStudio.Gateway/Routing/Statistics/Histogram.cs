namespace AiStudio.Gateway.Routing.Statistics;

/// <summary>Counts durations from 0.1 ms to an hour in classes that each reach nine percent further than the one before. Not thread-safe.</summary>
internal sealed class Histogram
{
    private const double LeastMilliseconds = 0.1;
    private const int ClassesPerDoubling = 8;
    private const int Classes = (26 * ClassesPerDoubling) + 1;

    private readonly int[] _counts = new int[Classes];

    public int Count { get; private set; }

    public void Add(TimeSpan duration)
    {
        _counts[ClassOf(duration)]++;
        Count++;
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < Classes; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    public Percentiles? Read() => Count == 0 ? null : new(At(0.5), At(0.95), At(0.99));

    private static int ClassOf(TimeSpan duration) =>
        (int)Math.Clamp(Math.Round(Math.Log2(duration.TotalMilliseconds / LeastMilliseconds) * ClassesPerDoubling), 0, Classes - 1);

    private TimeSpan At(double share)
    {
        var left = (int)Math.Ceiling(share * Count);
        var found = 0;
        while ((left -= _counts[found]) > 0)
            found++;
        return TimeSpan.FromMilliseconds(LeastMilliseconds * Math.Pow(2, (double)found / ClassesPerDoubling));
    }
}
