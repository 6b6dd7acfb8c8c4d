namespace AiStudio.Gateway.Routing.Statistics;

/// <summary>Durations that half, 95 and 99 of 100 measurements did not exceed; exact to about five percent.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
public sealed record Percentiles(TimeSpan P50, TimeSpan P95, TimeSpan P99);
