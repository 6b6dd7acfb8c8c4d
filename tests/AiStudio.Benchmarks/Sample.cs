namespace AiStudio.Benchmarks;

/// <summary>What one window showed.</summary>
/// <param name="Latencies">Of each call, sorted.</param>
/// <param name="Window">How long it took.</param>
/// <param name="Processor">What the measured side used of the processors.</param>
/// <param name="AllocatedBytes">What this process allocated.</param>
internal sealed record Sample(IReadOnlyList<TimeSpan> Latencies, TimeSpan Window, TimeSpan Processor, long AllocatedBytes)
{
    public double PerSecond => Latencies.Count / Window.TotalSeconds;

    /// <summary>Microseconds of processor time a call.</summary>
    public double ProcessorPerCall => Processor.TotalMicroseconds / Latencies.Count;

    /// <summary>Bytes allocated a call.</summary>
    public double BytesPerCall => (double)AllocatedBytes / Latencies.Count;

    /// <summary>In milliseconds.</summary>
    public double Percentile(int percent) => Latencies[Math.Min(Latencies.Count - 1, Latencies.Count * percent / 100)].TotalMilliseconds;
}
