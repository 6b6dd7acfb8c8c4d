using MathNet.Numerics;

namespace AiStudio.Platform.Statistics;

/// <summary>
/// Do the arms have the shares that they were given? If not, something loses units of one arm, and no comparison of the arms can be believed.
/// May be looked at at any time. M. Lindon, A. Malek, Anytime-valid inference for multinomial count data, NeurIPS 2022: the Bayes factor of a Dirichlet prior
/// around the weights against the weights themselves.
/// </summary>
internal static class SampleRatio
{
    // How sure the prior is that a deviation is small: worth so many units.
    private const double Concentration = 100;

    /// <summary>How likely counts this far off have ever been, up to now, when the weights are true. At most 1.</summary>
    /// <param name="counts">Units by arm.</param>
    /// <param name="weights">The weights of the same arms, above 0, in any unit.</param>
    public static double PValue(IReadOnlyList<long> counts, IReadOnlyList<double> weights)
    {
        var (total, all) = (counts.Sum(), weights.Sum());
        var log = SpecialFunctions.GammaLn(Concentration) - SpecialFunctions.GammaLn(Concentration + total);
        for (var arm = 0; arm < counts.Count; arm++)
        {
            var (prior, share) = (Concentration * weights[arm] / all, weights[arm] / all);
            log += SpecialFunctions.GammaLn(prior + counts[arm]) - SpecialFunctions.GammaLn(prior) - counts[arm] * Math.Log(share);
        }

        return Math.Min(1, Math.Exp(-log));
    }
}
