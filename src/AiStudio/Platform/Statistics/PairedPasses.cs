using MathNet.Numerics.Distributions;

namespace AiStudio.Platform.Statistics;

/// <summary>What two candidates did on the same cases, case by case.</summary>
/// <param name="Both">Cases that both passed.</param>
/// <param name="Wins">Cases that only the candidate passed.</param>
/// <param name="Losses">Cases that only the incumbent passed.</param>
/// <param name="Neither">Cases that both failed.</param>
internal readonly record struct PairedPasses(int Both, int Wins, int Losses, int Neither)
{
    public int Cases => Both + Wins + Losses + Neither;

    /// <summary>The candidate's pass rate less the incumbent's, −1 to 1.</summary>
    public double Difference => Cases == 0 ? 0 : (double)(Wins - Losses) / Cases;

    /// <summary>
    /// How likely wins and losses this unlike are when the two are equally good: the exact test, two-sided.
    /// Q. McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika 12 (1947) 153–157.
    /// </summary>
    public double PValue => Wins + Losses == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, Wins + Losses, Math.Min(Wins, Losses)));

    /// <summary>
    /// Where the difference of the pass rates is. Method 10 of R. G. Newcombe, Improved confidence intervals for the difference between binomial proportions
    /// based on paired data, Statistics in Medicine 17 (1998) 2635–2650: score intervals of both rates, joined by their correlation.
    /// </summary>
    /// <param name="confidence">For example 0.95.</param>
    public Interval DifferenceWithin(double confidence)
    {
        if (Cases == 0)
            return new(-1, 1);
        var candidate = new Proportion(Both + Wins, Cases);
        var incumbent = new Proportion(Both + Losses, Cases);
        var (first, second, phi) = (candidate.Within(confidence), incumbent.Within(confidence), Correlation());
        return new(
            Math.Max(-1, Difference - Joined(candidate.Share - first.Low, second.High - incumbent.Share, phi)),
            Math.Min(1, Difference + Joined(first.High - candidate.Share, incumbent.Share - second.Low, phi)));
    }

    private static double Joined(double one, double other, double correlation) =>
        Math.Sqrt(Math.Max(0, one * one - 2 * correlation * one * other + other * other));

    private double Correlation()
    {
        var margins = (double)(Both + Wins) * (Losses + Neither) * (Both + Losses) * (Wins + Neither);
        if (margins == 0)
            return 0;
        var product = (double)Both * Neither - (double)Wins * Losses;
        // Newcombe's correction: a small sample looks more alike than it is.
        return (product > 0 ? Math.Max(0, product - Cases / 2.0) : product) / Math.Sqrt(margins);
    }
}
