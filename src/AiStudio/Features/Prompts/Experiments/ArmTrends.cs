using AiStudio.Platform.Data;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What the analysis would have said at moments of the past, by one query.</summary>
internal static class ArmTrends
{
    private const int MostPoints = 24;
    private const int FewestPoints = 4;

    // Every answer is read once for each point after it.
    private const long MostReads = 1_000_000;

    public static async Task<IReadOnlyList<ArmTrend>> ReadAsync(
        StudioDb db, Experiment experiment, IReadOnlyList<ExperimentArm> arms, Metric metric, long answers, CancellationToken cancellationToken)
    {
        var points = (int)Math.Clamp(MostReads / Math.Max(1, answers), FewestPoints, MostPoints);
        var sums = await ArmMetrics.ReadAtAsync(db, experiment.Id, experiment.Baseline, metric, points, cancellationToken);
        return [.. arms.Where(arm => arm.Number != experiment.Baseline).Select(arm => new ArmTrend(arm.Number, [.. sums.OrderBy(moment => moment.Key).SelectMany(moment => PointAt(moment.Key, [.. moment], arm.Number))]))];

        IEnumerable<TrendPoint> PointAt(DateTimeOffset at, IReadOnlyList<ArmSums> then, int arm)
        {
            var comparison = ArmComparison.Of(metric, then, arm, experiment.Baseline);
            if (comparison.Candidate.Count == 0 || comparison.Baseline.Count == 0)
                yield break;
            var interval = Analysis.Difference(experiment, metric, then, arm, arms.Count);
            yield return double.IsInfinity(interval.Low) ? new(at, comparison.Difference, null, null) : new(at, comparison.Difference, interval.Low, interval.High);
        }
    }
}
