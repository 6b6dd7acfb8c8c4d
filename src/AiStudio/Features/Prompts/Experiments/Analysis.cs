using System.Globalization;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Compares the arms of an experiment and says in words what has been shown.</summary>
internal static class Analysis
{
    /// <summary>How often a difference may be seen where there is none.</summary>
    public const double Alpha = 0.05;

    /// <summary>Below this, counts of units are not by chance what they are.</summary>
    public const double LeastSampleRatio = 0.001;

    /// <summary>Of arm <paramref name="arm"/> less the baseline. The confidence is shared among the arms that are compared.</summary>
    public static Interval Difference(Experiment experiment, Metric metric, IReadOnlyList<ArmSums> sums, int arm, int arms) =>
        ArmComparison.Of(metric, sums, arm, experiment.Baseline).DifferenceWithin(metric.Key == experiment.Metric ? experiment.Effect : metric.UsualEffect, Alpha / Math.Max(1, arms - 1));

    /// <summary>How likely the counts of units are under the weights; <see langword="null"/> for a canary, whose weights move.</summary>
    public static double? SampleRatioOf(Experiment experiment, IReadOnlyList<ExperimentArm> arms, IReadOnlyDictionary<int, long> units)
    {
        var weighted = arms.Where(arm => arm.Weight > 0).ToList();
        return experiment.Kind == ExperimentKind.Canary || weighted.Count < 2
            ? null
            : SampleRatio.PValue([.. weighted.Select(arm => units.GetValueOrDefault(arm.Number))], [.. weighted.Select(arm => (double)arm.Weight)]);
    }

    public static Verdict Of(Experiment experiment, IReadOnlyList<ExperimentArm> arms, IReadOnlyList<ArmSums> sums, double? sampleRatio)
    {
        if (sampleRatio < LeastSampleRatio)
            return new(VerdictKind.Untrustworthy, $"This cannot be trusted: the numbers of units in the arms do not fit the weights (p = {sampleRatio:0.#####}). Something loses units of one arm; find out what before you believe any figure.");
        var metric = Metrics.Find(experiment.Metric) ?? Metrics.Errors;
        var compared = arms.Where(arm => arm.Number != experiment.Baseline).OrderBy(arm => arm.Number)
            .Select(arm => (Arm: arm, Interval: Difference(experiment, metric, sums, arm.Number, arms.Count))).ToList();
        var baseline = arms.Single(arm => arm.Number == experiment.Baseline).Name;
        var better = compared.Where(one => Gain(metric, one.Interval).Low > 0).OrderByDescending(one => Gain(metric, one.Interval).Low).ToList();
        if (better.Count > 0)
            return new(VerdictKind.Better, $"{better[0].Arm.Name} is better than {baseline}: {metric.Name.ToLowerInvariant()} {Words(metric, better[0].Interval)}.", better[0].Arm.Number);
        if (compared.All(one => Gain(metric, one.Interval).High < 0))
            return new(VerdictKind.Worse, $"{baseline} is best: {string.Join("; ", compared.Select(one => $"in {one.Arm.Name}, {metric.Name.ToLowerInvariant()} {Words(metric, one.Interval)}"))}.", experiment.Baseline);
        if (compared.All(one => one.Interval.Low > -experiment.Effect && one.Interval.High < experiment.Effect))
            return new(VerdictKind.Same, $"No difference that matters: {metric.Name.ToLowerInvariant()} differ by less than {Amount(metric, experiment.Effect)}.");
        return new(VerdictKind.Open, compared.All(one => double.IsInfinity(one.Interval.Low))
            ? $"Nothing can be said yet: each arm needs at least {ConfidenceSequence.LeastCount} {metric.Of}."
            : $"No verdict yet: {string.Join("; ", compared.Where(one => double.IsFinite(one.Interval.Low)).Select(one => $"in {one.Arm.Name}, {metric.Name.ToLowerInvariant()} {Words(metric, one.Interval)}"))}.");
    }

    /// <summary>As “lower by 1.2 to 3.4 points”.</summary>
    public static string Words(Metric metric, Interval interval) => interval switch
    {
        { Low: >= 0 } => $"higher by {Span(metric, interval.Low, interval.High)}",
        { High: <= 0 } => $"lower by {Span(metric, -interval.High, -interval.Low)}",
        _ => $"anything between {Amount(metric, -interval.Low)} lower and {Amount(metric, interval.High)} higher",
    };

    private static Interval Gain(Metric metric, Interval interval) => metric.LessIsBetter == true ? new(-interval.High, -interval.Low) : interval;

    private static string Span(Metric metric, double from, double to) => string.Create(CultureInfo.InvariantCulture, $"{from * 100:0.#} to {Amount(metric, to)}");

    private static string Amount(Metric metric, double amount) => string.Create(CultureInfo.InvariantCulture, $"{amount * 100:0.#}{(metric.IsShare ? " points" : " %")}");
}
