using AiStudio.Gateway.Routing;

namespace AiStudio.Gateway.Budgets;

/// <summary>What a call can cost at most, whichever candidate answers.</summary>
/// <param name="AmountNanoUsd">Counted input and the largest answer.</param>
/// <param name="MinimumNanoUsd">Counted input and an answer of <see cref="ShortAnswer"/> tokens.</param>
/// <param name="OutputTokens">The largest answer, in tokens.</param>
internal sealed record WorstCase(long AmountNanoUsd, long MinimumNanoUsd, int OutputTokens)
{
    private const int ShortAnswer = 16;

    public static WorstCase Of(IReadOnlyList<RouteCandidate> candidates, TokenEstimate input, int askedOutput)
    {
        var worst = new WorstCase(0, 0, 0);
        foreach (var candidate in candidates)
        {
            var output = OutputOf(candidate, input, askedOutput);
            var amount = candidate.Price!.WorstCase(input.Bound, output);
            var minimum = candidate.Price.WorstCase(input.Bound, Math.Min(output, ShortAnswer));
            worst = new(
                Math.Max(amount, worst.AmountNanoUsd), Math.Max(minimum, worst.MinimumNanoUsd), Math.Max(output, worst.OutputTokens));
        }

        return worst;
    }

    /// <summary>The largest answer of <paramref name="candidate"/>. A prompt that seems too long is the provider's to refuse, so a short answer is always left.</summary>
    public static int OutputOf(RouteCandidate candidate, TokenEstimate input, int askedOutput)
    {
        var contextLeft = Math.Max(ShortAnswer, candidate.ContextWindow - input.Likely);
        return (int)Math.Min(Math.Min(askedOutput, candidate.MaxOutputTokens), contextLeft);
    }

    /// <summary>The largest answer that <paramref name="grantedNanoUsd"/> pays for, whichever candidate gives it.</summary>
    public int Affordable(IReadOnlyList<RouteCandidate> candidates, TokenEstimate input, long grantedNanoUsd) => grantedNanoUsd >= AmountNanoUsd
        ? OutputTokens
        : (int)Math.Min(OutputTokens, candidates.Min(candidate => candidate.Price!.AffordableOutput(grantedNanoUsd, input.Bound)));
}
