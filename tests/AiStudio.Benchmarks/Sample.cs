namespace AiStudio.Benchmarks;

/// <summary>The latencies of one window, sorted.</summary>
internal sealed record Sample(IReadOnlyList<TimeSpan> Latencies, TimeSpan Window)
{
    public double PerSecond => Latencies.Count / Window.TotalSeconds;

    /// <summary>In milliseconds.</summary>
    public double Percentile(int percent) => Latencies[Math.Min(Latencies.Count - 1, Latencies.Count * percent / 100)].TotalMilliseconds;
}
