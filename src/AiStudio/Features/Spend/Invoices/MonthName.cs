using System.Globalization;

namespace AiStudio.Features.Spend.Invoices;

internal static class MonthName
{
    /// <summary>As in “October 2026”.</summary>
    public static string Of(DateOnly month) => month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
