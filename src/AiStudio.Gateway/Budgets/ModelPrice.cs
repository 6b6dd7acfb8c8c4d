namespace AiStudio.Gateway.Budgets;

/// <summary>
/// A model's price: integers of nano-dollars (10⁻⁹ USD) per million tokens, so that a price list's "$0.15 per million" is 150,000,000.
/// </summary>
/// <param name="Id">The price row.</param>
/// <param name="InputPerMillion">Fresh input.</param>
/// <param name="CachedInputPerMillion">Input read from the provider's prompt cache.</param>
/// <param name="CacheWritePerMillion">Input written to the provider's prompt cache.</param>
/// <param name="OutputPerMillion">Output, reasoning included.</param>
/// <param name="LongPrompt">What the whole call costs when its prompt is long; <see langword="null"/> when that makes no difference.</param>
public sealed record ModelPrice(
    Guid Id,
    long InputPerMillion,
    long CachedInputPerMillion,
    long CacheWritePerMillion,
    long OutputPerMillion,
    LongPromptPrice? LongPrompt = null)
{
    /// <summary>The cost of <paramref name="usage"/> in nano-dollars, rounded up once, at the end.</summary>
    public long CostOf(TokenUsage usage)
    {
        var rates = RatesFor(usage.InputTokens);
        var fresh = usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens;
        return Sum(
            ((Int128)fresh * rates.Input)
            + ((Int128)usage.CachedInputTokens * rates.Cached)
            + ((Int128)usage.CacheWriteTokens * rates.Write)
            + ((Int128)usage.OutputTokens * rates.Output));
    }

    /// <summary>
    /// The most that at most <paramref name="inputTokens"/> and <paramref name="outputTokens"/> can cost: all input at its dearest class,
    /// at the dearer prices when the prompt may be long.
    /// </summary>
    public long WorstCase(long inputTokens, long outputTokens)
    {
        var worst = Dearest(inputTokens);
        return Sum(((Int128)inputTokens * worst.Input) + ((Int128)outputTokens * worst.Output));
    }

    /// <summary>The largest answer, in tokens, that <paramref name="nanoUsd"/> pays for after the worst case of <paramref name="inputTokens"/>.</summary>
    public long AffordableOutput(long nanoUsd, long inputTokens)
    {
        var worst = Dearest(inputTokens);
        if (worst.Output == 0)
            return long.MaxValue;
        var left = ((Int128)nanoUsd * 1_000_000) - ((Int128)inputTokens * worst.Input);
        return left <= 0 ? 0 : checked((long)(left / worst.Output));
    }

    private (long Input, long Cached, long Write, long Output) RatesFor(long inputTokens) => LongPrompt is { } dear && inputTokens > dear.AboveInputTokens
        ? (dear.InputPerMillion, dear.CachedInputPerMillion, dear.CacheWritePerMillion, dear.OutputPerMillion)
        : (InputPerMillion, CachedInputPerMillion, CacheWritePerMillion, OutputPerMillion);

    // A bound above the line may still come out below it, so the dearer of both counts.
    private (long Input, long Output) Dearest(long boundTokens)
    {
        var (low, high) = (RatesFor(0), RatesFor(boundTokens));
        return (
            Math.Max(Math.Max(low.Input, high.Input), Math.Max(Math.Max(low.Cached, high.Cached), Math.Max(low.Write, high.Write))),
            Math.Max(low.Output, high.Output));
    }

    private static long Sum(Int128 nanoPerMillion) => checked((long)((nanoPerMillion + 999_999) / 1_000_000));
}
