namespace AiStudio.Platform;

/// <summary>Money is kept in whole nano-dollars (10⁻⁹ USD), never in floating point. Between them and the dollars that people write and read.</summary>
internal static class NanoUsd
{
    public const decimal PerUsd = 1_000_000_000m;

    public static decimal ToUsd(long nano) => nano / PerUsd;

    /// <summary>What is finer than a nano-dollar is cut off. <see cref="OverflowException"/> above some nine thousand million dollars: who takes what people typed has a limit before.</summary>
    public static long FromUsd(decimal usd) => (long)(usd * PerUsd);

    /// <summary>Exact, or <see cref="ArgumentOutOfRangeException"/>: a price finer than a nano-dollar is a typing mistake.</summary>
    public static long Exactly(decimal usd) => usd * PerUsd is var nano && nano == decimal.Truncate(nano)
        ? checked((long)nano)
        : throw new ArgumentOutOfRangeException(nameof(usd), usd, "A price is a whole number of nano-dollars.");
}
