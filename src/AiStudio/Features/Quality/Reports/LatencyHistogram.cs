namespace AiStudio.Features.Quality.Reports;

/// <summary>
/// Latencies by the mark they fall under, each a tenth longer than the one before: mark b holds what took more than 1.1^(b−1) and at most 1.1^b milliseconds.
/// A percentile is the middle of its mark, at most 4.9 % off.
/// </summary>
public sealed class LatencyHistogram
{
    public const double Step = 1.1;
    private long[] _counts = [];

    public long Count { get; private set; }

    /// <summary>So many of each mark.</summary>
    internal void Add(short[] marks, int[] counts)
    {
        for (var at = 0; at < marks.Length; at++)
        {
            if (marks[at] >= _counts.Length)
                Array.Resize(ref _counts, marks[at] + 1);
            _counts[marks[at]] += counts[at];
            Count += counts[at];
        }
    }

    /// <summary>The milliseconds within which <paramref name="share"/> of them stayed; null when there are none.</summary>
    public double? Percentile(double share)
    {
        if (Count == 0)
            return null;
        var wanted = Math.Max(1, (long)Math.Ceiling(Count * share));
        for (var mark = 0; mark < _counts.Length; mark++)
        {
            if ((wanted -= _counts[mark]) <= 0)
                return mark == 0 ? 1 : Math.Pow(Step, mark - 0.5);
        }

        return null;
    }
}
