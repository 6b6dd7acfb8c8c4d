namespace AiStudio.Platform.Statistics;

/// <summary>
/// Where the difference of two means is, at every moment at once: however often one looks and whenever one stops, all the intervals of a comparison hold the
/// truth together with the stated confidence. The price is that each is wider than one that is looked at once.
/// </summary>
/// <remarks>
/// The likelihood ratio of the normal approximation, mixed over differences of N(0, τ²), is a martingale where there is no difference, so that it reaches 1/α with a
/// probability of at most α (Ville); turned round, it is an interval. R. Johari, P. Koomen, L. Pekelis, D. Walsh, Always valid inference: continuous monitoring of
/// A/B tests, Operations Research 70 (2022) 1806–1821, section 4; why estimated variances will do: I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy, A. Ramdas,
/// Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics 52 (2024) 2613–2640.
/// </remarks>
internal static class ConfidenceSequence
{
    /// <summary>Before each arm has that many values nothing is said: the normal approximation is not one yet.</summary>
    public const int LeastCount = 30;

    /// <summary>The interval of <paramref name="candidate"/>'s mean less <paramref name="incumbent"/>'s.</summary>
    /// <param name="candidate">One arm.</param>
    /// <param name="incumbent">The other.</param>
    /// <param name="scale">τ: how large differences that matter are, in the metric's unit, above 0. It must be chosen before the first look.</param>
    /// <param name="alpha">How often any of the intervals may miss, 0 to 1.</param>
    public static Interval OfDifference(Moments candidate, Moments incumbent, double scale, double alpha)
    {
        if (Math.Min(candidate.Count, incumbent.Count) < LeastCount)
            return Interval.Anything;
        var difference = candidate.Mean - incumbent.Mean;
        var variance = candidate.Variance / candidate.Count + incumbent.Variance / incumbent.Count;
        if (variance == 0)
            return new(difference, difference);
        var mixed = variance + scale * scale;
        var half = Math.Sqrt(variance * mixed / (scale * scale) * (Math.Log(mixed / variance) - 2 * Math.Log(alpha)));
        return new(difference - half, difference + half);
    }
}
