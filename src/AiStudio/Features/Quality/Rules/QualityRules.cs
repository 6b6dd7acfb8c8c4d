using AiStudio.Features.Quality.Reports;

namespace AiStudio.Features.Quality.Rules;

/// <summary>What is watched. The usual thresholds are where people begin to complain; an organization sets its own.</summary>
internal static class QualityRules
{
    private const int Soon = 2;
    private const int Day = 24;

    public static readonly IReadOnlyList<QualityRule> All =
    [
        new("volume", "Calls in an hour", QualityUnit.Count, null, Soon, 1) { Of = figures => (figures.Calls, (double)figures.Calls / Soon) },
        new("errors", "Calls that fail", QualityUnit.Percent, 0.05, Soon, 20) { Of = figures => (figures.Calls, figures.FailedShare), Rows = $"ending={QualityFigures.FailedEndings}" },
        new("provider_errors", "Tries of a provider that fail", QualityUnit.Percent, 0.2, Soon, 20) { OfProvider = figures => (figures.Tries, figures.FailedShare), Rows = "attempt=any" },
        new("breaker_openings", "Breaker openings of a provider", QualityUnit.Count, 2, Soon, 1) { OfProvider = figures => (figures.Openings, figures.Openings), Rows = "attempt=breaker_open" },
        new("p50_total", "Half of the answers take", QualityUnit.Milliseconds, null, Soon, 20) { Of = figures => (figures.Duration.Count, figures.Duration.Percentile(0.5)), Rows = "ending=completed", Beyond = "slow" },
        new("p95_total", "One answer of twenty takes", QualityUnit.Milliseconds, 60_000, Soon, 20) { Of = figures => (figures.Duration.Count, figures.Duration.Percentile(0.95)), Rows = "ending=completed", Beyond = "slow" },
        new("p99_total", "One answer of a hundred takes", QualityUnit.Milliseconds, null, Day, 100) { Of = figures => (figures.Duration.Count, figures.Duration.Percentile(0.99)), Rows = "ending=completed", Beyond = "slow" },
        new("p50_first", "Half of the first tokens take", QualityUnit.Milliseconds, null, Soon, 20) { Of = figures => (figures.First.Count, figures.First.Percentile(0.5)), Rows = "ending=completed", Beyond = "first" },
        new("p95_first", "One first token of twenty takes", QualityUnit.Milliseconds, 15_000, Soon, 20) { Of = figures => (figures.First.Count, figures.First.Percentile(0.95)), Rows = "ending=completed", Beyond = "first" },
        new("p99_first", "One first token of a hundred takes", QualityUnit.Milliseconds, null, Day, 100) { Of = figures => (figures.First.Count, figures.First.Percentile(0.99)), Rows = "ending=completed", Beyond = "first" },
        new("cache_hits", "Answers out of the cache", QualityUnit.Percent, null, Day, 100) { Of = figures => (figures.Completed, figures.CachedShare), IsFloor = true, Rows = "ending=completed" },
        new("declined", "Answers that refuse", QualityUnit.Percent, 0.2, Day, 20) { Of = figures => (figures.Answers, figures.DeclinedShare), Rows = "answer=declined" },
        new("thumbs_down", "Thumbs down of all thumbs", QualityUnit.Percent, 0.4, Day, 10) { Of = figures => (figures.ThumbsUp + figures.ThumbsDown, figures.ThumbsDownShare), Rows = "rating=down" },
        new("verified", "Citations that were verified", QualityUnit.Percent, 0.9, Day, 20) { Of = figures => (figures.Quoted, figures.VerifiedShare), IsFloor = true, Rows = "answer=unverified" },
    ];

    public static QualityRule? Find(string key) => All.FirstOrDefault(rule => rule.Key == key);
}
