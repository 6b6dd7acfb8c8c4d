namespace AiStudio.Features.Promotion;

/// <summary>The nearest weights with which versions that nobody else has approved answer no more than they may.</summary>
internal static class CappedWeights
{
    /// <summary>
    /// Weights in percent with a sum of 100: the capped arms share <paramref name="most"/>, the others the rest, each group as it was weighed and each arm at least 1.
    /// Null when every arm is capped, or more of them than there are percent.
    /// </summary>
    /// <param name="arms">Every arm with its weight, 1 or more, and whether it is capped.</param>
    /// <param name="most">In percent, what the capped arms may have together.</param>
    public static IReadOnlyList<int>? Of(IReadOnlyList<(int Weight, bool IsCapped)> arms, int most)
    {
        var capped = arms.Count(arm => arm.IsCapped);
        if (capped == arms.Count || capped > most || arms.Count - capped > 100 - most)
            return null;
        var (low, high) = (Share([.. arms.Where(arm => arm.IsCapped).Select(arm => arm.Weight)], most), Share([.. arms.Where(arm => !arm.IsCapped).Select(arm => arm.Weight)], 100 - most));
        var (nextLow, nextHigh) = (0, 0);
        return [.. arms.Select(arm => arm.IsCapped ? low[nextLow++] : high[nextHigh++])];
    }

    // Each gets one, and what is left goes by the weights; the last percents to those whose fraction was cut most.
    private static int[] Share(IReadOnlyList<int> weights, int percent)
    {
        var all = weights.Sum(weight => (long)weight);
        var rest = percent - weights.Count;
        var shares = weights.Select(weight => 1 + (int)(rest * (long)weight / all)).ToArray();
        var cut = Enumerable.Range(0, weights.Count).OrderByDescending(at => rest * (long)weights[at] % all).ToList();
        var left = percent - shares.Sum();
        foreach (var at in cut.Take(left))
            shares[at]++;
        return shares;
    }
}
