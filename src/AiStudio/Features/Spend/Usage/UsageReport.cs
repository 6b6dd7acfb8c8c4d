namespace AiStudio.Features.Spend.Usage;

/// <summary>What an organization used in a range of days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, itself included.</param>
/// <param name="TimeZone">Whose days they are: the organization's zone.</param>
/// <param name="Totals">Of the whole range, on every page.</param>
/// <param name="Groups">One more than was asked for when others follow.</param>
internal sealed record UsageReport(DateOnly From, DateOnly To, string TimeZone, UsageFigures Totals, IReadOnlyList<UsageGroup> Groups);
