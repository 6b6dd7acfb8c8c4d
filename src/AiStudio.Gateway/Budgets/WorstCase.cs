using AiStudio.Gateway.Routing;

namespace AiStudio.Gateway.Budgets;

/// <summary>What a call can cost at most, whichever candidate answers.</summary>
/// <param name="Dearest">The candidate that makes it so dear.</param>
/// <param name="AmountNanoUsd">Counted input and the largest answer.</param>
/// <param name="MinimumNanoUsd">Counted input and an answer of <see cref="ShortAnswer"/> tokens.</param>
/// <param name="OutputTokens">The largest answer, in tokens.</param>
internal sealed record WorstCase(RouteCandidate Dearest, long AmountNanoUsd, long MinimumNanoUsd, int OutputTokens)
{
    private const int ShortAnswer = 16;

    public static WorstCase Of(RoutePlan plan, TokenEstimate input, int askedOutput)
    {
        WorstCase? worst = null;
        foreach (var candidate in plan.All)
        {
            var output = OutputOf(candidate, input, askedOutput);
            var amount = candidate.Price!.WorstCase(input.Bound, output);
            var minimum = candidate.Price.WorstCase(input.Bound, Math.Min(output, ShortAnswer));
            if (worst is null || amount > worst.AmountNanoUsd)
                worst = new(candidate, amount, Math.Max(minimum, worst?.MinimumNanoUsd ?? 0), Math.Max(output, worst?.OutputTokens ?? 0));
            else
                worst = worst with { MinimumNanoUsd = Math.Max(minimum, worst.MinimumNanoUsd), OutputTokens = Math.Max(output, worst.OutputTokens) };
        }

        return worst!;
    }

    /// <summary>The largest answer of <paramref name="candidate"/>. A prompt that seems too long is the provider's to refuse, so a short answer is always left.</summary>
    public static int OutputOf(RouteCandidate candidate, TokenEstimate input, int askedOutput)
    {
        var contextLeft = Math.Max(ShortAnswer, candidate.ContextWindow - input.Likely);
        return (int)Math.Min(Math.Min(askedOutput, candidate.MaxOutputTokens), contextLeft);
    }

    /// <summary>The largest answer that <paramref name="grantedNanoUsd"/> pays for, whichever candidate gives it.</summary>
    public int Affordable(RoutePlan plan, TokenEstimate input, long grantedNanoUsd) => grantedNanoUsd >= AmountNanoUsd
        ? OutputTokens
        : (int)Math.Min(OutputTokens, plan.All.Min(candidate => candidate.Price!.AffordableOutput(grantedNanoUsd, input.Bound)));
}
