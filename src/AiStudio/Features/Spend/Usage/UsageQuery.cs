using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Usage;

/// <summary>Which usage is wanted.</summary>
/// <param name="From">The first day; null for the first of the month of the last.</param>
/// <param name="To">The last day, itself included; null for today.</param>
/// <param name="GroupBy">What it is added up by.</param>
/// <param name="After">The key of the last group of the page before; null on the first page.</param>
/// <param name="Limit">How many groups at most.</param>
internal sealed record UsageQuery(DateOnly? From, DateOnly? To, UsageGrouping GroupBy, string? After, int Limit)
{
    private const int MostDays = 366;

    public static Error? Problem(DateOnly from, DateOnly to) =>
        from > to || to.DayNumber - from.DayNumber >= MostDays
            ? Error.Invalid("range_invalid", $"A range is 1 to {MostDays} days long, and begins before it ends.")
            : null;
}
