namespace AiStudio.Gateway.Budgets;

/// <summary>
/// A model's price: integers of nano-dollars (10⁻⁹ USD) per million tokens, so that a price list's "$0.15 per million" is 150,000,000.
/// </summary>
/// <param name="Id">The price row.</param>
/// <param name="InputPerMillion">Fresh input.</param>
/// <param name="CachedInputPerMillion">Input read from the provider's prompt cache.</param>
/// <param name="CacheWritePerMillion">Input written to the provider's prompt cache.</param>
/// <param name="OutputPerMillion">Output, reasoning included.</param>
public sealed record ModelPrice(
    Guid Id,
    long InputPerMillion,
    long CachedInputPerMillion,
    long CacheWritePerMillion,
    long OutputPerMillion)
{
    /// <summary>The cost of <paramref name="usage"/> in nano-dollars, rounded up once, at the end.</summary>
    public long CostOf(TokenUsage usage)
    {
        var fresh = usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens;
        var total = ((Int128)fresh * InputPerMillion)
            + ((Int128)usage.CachedInputTokens * CachedInputPerMillion)
            + ((Int128)usage.CacheWriteTokens * CacheWritePerMillion)
            + ((Int128)usage.OutputTokens * OutputPerMillion);
        return checked((long)((total + 999_999) / 1_000_000));
    }

    /// <summary>The most that <paramref name="inputTokens"/> and <paramref name="outputTokens"/> can cost: all input at its dearest class.</summary>
    public long WorstCase(long inputTokens, long outputTokens)
    {
        var total = ((Int128)inputTokens * DearestInput) + ((Int128)outputTokens * OutputPerMillion);
        return checked((long)((total + 999_999) / 1_000_000));
    }

    /// <summary>The largest answer, in tokens, that <paramref name="nanoUsd"/> pays for after the worst case of <paramref name="inputTokens"/>.</summary>
    public long AffordableOutput(long nanoUsd, long inputTokens)
    {
        if (OutputPerMillion == 0)
            return long.MaxValue;
        var left = ((Int128)nanoUsd * 1_000_000) - ((Int128)inputTokens * DearestInput);
        return left <= 0 ? 0 : checked((long)(left / OutputPerMillion));
    }

    private long DearestInput => Math.Max(InputPerMillion, Math.Max(CachedInputPerMillion, CacheWritePerMillion));
}
