using MathNet.Numerics;

namespace AiStudio.Platform.Statistics;

/// <summary>How many units an experiment needs.</summary>
internal static class SampleSize
{
    /// <summary>
    /// Units in each of two equal arms until a change of <paramref name="effect"/> is told from none: until the sequence of intervals with that very
    /// <c>scale</c> is narrow enough for four of five such changes to stand out.
    /// </summary>
    /// <param name="share">The share today, 0 to 1.</param>
    /// <param name="effect">The smallest change that matters, above 0, as a fraction.</param>
    /// <param name="alpha">How often a difference may be seen where there is none.</param>
    public static long EachArm(double share, double effect, double alpha)
    {
        var changed = Math.Clamp(share + effect, 0, 1);
        return OfVariance(share * (1 - share) + changed * (1 - changed), effect, alpha);
    }

    /// <summary>The same for means.</summary>
    /// <param name="variance">The variances of the two arms, added, in the unit of <paramref name="effect"/> squared.</param>
    /// <param name="effect">The smallest change that matters, above 0.</param>
    /// <param name="alpha">How often a difference may be seen where there is none.</param>
    public static long OfVariance(double variance, double effect, double alpha)
    {
        // In four of five cases the estimate is at most 0.84 of its standard errors short of the change.
        double TooWide(double each)
        {
            var squared = variance / each;
            var mixed = squared + effect * effect;
            return Math.Sqrt(squared * mixed / (effect * effect) * (Math.Log(mixed / squared) - 2 * Math.Log(alpha))) + 0.8416 * Math.Sqrt(squared) - effect;
        }

        var most = 1e3;
        while (TooWide(most) > 0)
            most *= 10;
        return (long)Math.Ceiling(TooWide(1) <= 0 ? 1 : FindRoots.OfFunction(TooWide, 1, most, accuracy: 1e-9));
    }
}
