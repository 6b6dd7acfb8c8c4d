using System.Globalization;

namespace AiStudio.Features.Spend.Statements;

/// <summary>A month of the calendar, written as in 2026-11.</summary>
public readonly record struct StatementMonth(int Year, int Month)
{
    public DateOnly First => new(Year, Month, 1);

    public DateOnly Last => First.AddMonths(1).AddDays(-1);

    public StatementMonth Before => Of(First.AddMonths(-1));

    public StatementMonth After => Of(First.AddMonths(1));

    /// <summary>“November 2026”.</summary>
    public string Name => First.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    public static StatementMonth Of(DateOnly day) => new(day.Year, day.Month);

    public static StatementMonth? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year is > 2000 and < 2200 ? Of(first) : null;

    public override string ToString() => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
