namespace AiStudio.Features.Models;

/// <summary>Dollars as people write them, to the integers that money is kept in.</summary>
internal static class UsdPrice
{
    private const decimal NanoPerUsd = 1_000_000_000m;

    /// <summary>Exact, or an error: a figure finer than a nano-dollar is a typing mistake.</summary>
    public static long ToNano(decimal usd) => usd * NanoPerUsd is var nano && nano == decimal.Truncate(nano)
        ? checked((long)nano)
        : throw new ArgumentOutOfRangeException(nameof(usd), usd, "A price is a whole number of nano-dollars.");

    public static decimal FromNano(long nano) => nano / NanoPerUsd;
}
