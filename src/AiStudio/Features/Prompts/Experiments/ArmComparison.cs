using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>A metric in two arms, made comparable.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Candidate">The arm in question.</param>
/// <param name="Baseline">The arm that it is compared with.</param>
/// <param name="Units">How many units the smaller of them rests on.</param>
internal sealed record ArmComparison(Metric Metric, Moments Candidate, Moments Baseline, long Units)
{
    /// <summary>
    /// Answers are compared with those that were given while the shares were the same, and the differences are joined by how much each says (the weights of
    /// W. G. Cochran, Some methods for strengthening the common χ² tests, Biometrics 10 (1954) 417–451): what went wrong for everybody during one step
    /// of a canary weighs the same in both arms.
    /// </summary>
    public static ArmComparison Of(Metric metric, IEnumerable<ArmSums> arms, int candidate, int baseline)
    {
        var strata = (from sums in arms
                      group sums by sums.Stratum into stratum
                      let mine = Of(stratum, candidate, metric)
                      let theirs = Of(stratum, baseline, metric)
                      where double.IsFinite(mine.Moments.Variance) && double.IsFinite(theirs.Moments.Variance)
                      select (Mine: mine.Moments, Theirs: theirs.Moments, Weight: (double)mine.Moments.Count * theirs.Moments.Count / (mine.Moments.Count + theirs.Moments.Count),
                              MyUnits: mine.Units, TheirUnits: theirs.Units)).ToList();
        var all = strata.Sum(stratum => stratum.Weight);
        return new(
            metric,
            Joined([.. strata.Select(stratum => (stratum.Mine, stratum.Weight / all))]),
            Joined([.. strata.Select(stratum => (stratum.Theirs, stratum.Weight / all))]),
            Math.Min(strata.Sum(stratum => stratum.MyUnits), strata.Sum(stratum => stratum.TheirUnits)));
    }

    /// <summary>Where the candidate's mean less the baseline's is: of an amount as a fraction of the baseline's mean. Holds at every moment, see <see cref="ConfidenceSequence"/>.</summary>
    /// <param name="scale">How large the differences are that matter, see <see cref="Metric.UsualEffect"/>.</param>
    /// <param name="alpha">How often any of the intervals may miss.</param>
    public Interval DifferenceWithin(double scale, double alpha)
    {
        var unit = Unit;
        // Of few units not even the variance is known, however many answers each of them has.
        if (unit <= 0 || Units < ConfidenceSequence.LeastCount)
            return Interval.Anything;
        var interval = ConfidenceSequence.OfDifference(In(Candidate, unit), In(Baseline, unit), scale, alpha);
        // Shares differ by at most everything.
        return Metric.IsShare && double.IsFinite(interval.Low) ? new(Math.Max(-1, interval.Low), Math.Min(1, interval.High)) : interval;
    }

    /// <summary>The difference itself, in the unit of <see cref="DifferenceWithin"/>.</summary>
    public double Difference => Unit <= 0 ? 0 : (Candidate.Mean - Baseline.Mean) / Unit;

    private double Unit => Metric.IsShare ? 1 : Baseline.Mean;

    private static Moments In(Moments moments, double unit) => new(moments.Count, moments.Mean / unit, moments.Variance / (unit * unit));

    private static (Moments Moments, long Units) Of(IEnumerable<ArmSums> stratum, int arm, Metric metric)
    {
        var sums = stratum.FirstOrDefault(sums => sums.Arm == arm)?[metric] ?? default;
        return (sums.Moments(metric.IsShare), sums.Units);
    }

    // Such a variance that over the count it is that of the weighted mean.
    private static Moments Joined(IReadOnlyList<(Moments Of, double Weight)> strata)
    {
        var count = strata.Sum(stratum => stratum.Of.Count);
        return count == 0
            ? new(0, 0, double.PositiveInfinity)
            : new(count, strata.Sum(stratum => stratum.Weight * stratum.Of.Mean), count * strata.Sum(stratum => stratum.Weight * stratum.Weight * stratum.Of.Variance / stratum.Of.Count));
    }
}
