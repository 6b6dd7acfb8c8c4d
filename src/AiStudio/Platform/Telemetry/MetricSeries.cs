namespace AiStudio.Platform.Telemetry;

/// <summary>One instrument under one set of labels.</summary>
internal sealed class MetricSeries(bool histogram)
{
    /// <summary>Upper bounds of a histogram, in seconds: what people wait for.</summary>
    public static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _lock = new();
    private readonly long[] _buckets = histogram ? new long[Bounds.Length + 1] : [];
    private double _sum;

    public bool IsHistogram => histogram;

    public void Record(double value, bool replaces)
    {
        lock (_lock)
        {
            _sum = replaces ? value : _sum + value;
            if (histogram)
                _buckets[Array.FindIndex(Bounds, bound => value <= bound) is >= 0 and var index ? index : Bounds.Length]++;
        }
    }

    public (double Sum, long[] Buckets) Read()
    {
        lock (_lock)
            return (_sum, [.. _buckets]);
    }
}
