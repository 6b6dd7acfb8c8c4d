namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>What had been spent in a window by a time.</summary>
public sealed record SpentPoint(DateTimeOffset At, long NanoUsd);
