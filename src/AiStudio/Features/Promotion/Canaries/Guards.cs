using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>
/// What is watched while a canary runs. However often they are looked at, and however many there are, a candidate that is as good as the incumbent is rolled
/// back by any of them in at most 5 % of canaries; <c>./studio bench canary</c> shows how often it is, and how soon worse ones are found.
/// </summary>
internal static class Guards
{
    /// <summary>The candidate's arm: the first, so that a growing share moves nobody back to the incumbent.</summary>
    public const int Candidate = 0;

    public const int Incumbent = 1;

    private const double Alpha = 0.05;
    private const double Coarser = 6;

    public static readonly IReadOnlyList<Guard> All =
    [
        new(Metrics.Errors, Worst: 0.005, Scale: 0.03),
        new(Metrics.Refused, Worst: 0.01, Scale: 0.05),
        new(Metrics.ThumbsDown, Worst: 0.01, Scale: 0.10),
        new(Metrics.AskedAgain, Worst: 0.01, Scale: 0.05),
        new(Metrics.Slow, Worst: 0.02, Scale: 0.05),
        new(Metrics.Cost, Worst: 0.10, Scale: 0.20),
        new(Metrics.Verified, Worst: 0.02, Scale: 0.05),
    ];

    /// <param name="arms">What the canary has measured so far.</param>
    public static IReadOnlyList<GuardReading> Read(IReadOnlyList<ArmSums> arms) => [.. All.Select(guard =>
    {
        var comparison = ArmComparison.Of(guard.Metric, arms, Candidate, Incumbent);
        // Divided among the guards and the two sequences of each (Bonferroni). Only one end of each interval rolls back, and it misses half as often as both.
        var alpha = 2 * Alpha / (2 * All.Count);
        // One finds the differences that are hard to find, the other finds soon what is plain: with a scale that is right for three points, half of all answers
        // may fail for a hundred answers before it says so.
        var (fine, coarse) = (comparison.DifferenceWithin(guard.Scale, alpha), comparison.DifferenceWithin(Coarser * guard.Scale, alpha));
        return new GuardReading(guard, comparison.Candidate, comparison.Baseline, new Interval(Math.Max(fine.Low, coarse.Low), Math.Min(fine.High, coarse.High)));
    })];
}
