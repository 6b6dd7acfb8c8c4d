namespace AiStudio.Features.Spend.Budgets;

/// <summary>What a new key may spend.</summary>
/// <param name="CapUsd">Dollars a window.</param>
/// <param name="Period">How long a window is.</param>
public sealed record KeyBudget(decimal CapUsd, BudgetPeriod Period);
