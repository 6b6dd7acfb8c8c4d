using System.Globalization;
using AiStudio.Platform;

namespace AiStudio.Shell.Controls;

/// <summary>Nano-dollars as people read them.</summary>
internal static class Money
{
    /// <summary>Cents from a dollar up, four decimals below, and "under $0.0001" where that would round to nothing.</summary>
    public static string Format(long nanoUsd)
    {
        var dollars = NanoUsd.ToUsd(nanoUsd);
        return Math.Abs(dollars) switch
        {
            0m => "$0.00",
            < 0.0001m => "under $0.0001",
            < 1m => dollars.ToString("$0.0000;−$0.0000", CultureInfo.InvariantCulture),
            _ => dollars.ToString("$#,##0.00;−$#,##0.00", CultureInfo.InvariantCulture),
        };
    }
}
