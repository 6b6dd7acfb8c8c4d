namespace AiStudio.Features.Spend.Budgets;

/// <summary>A line that a budget's window has crossed.</summary>
/// <param name="Budget">The budget's name.</param>
/// <param name="Percent">70, 90, or 100: the stop.</param>
/// <param name="At">When it was crossed.</param>
/// <param name="EndsAt">When that window ends.</param>
/// <param name="TimeZone">By whose clocks it goes.</param>
public sealed record SpendAlert(string Budget, int Percent, DateTimeOffset At, DateTimeOffset EndsAt, string TimeZone);
