namespace AiStudio.Features.Spend.Budgets;

/// <summary>A budget of a key and what its window has come to, in nano-dollars; what running calls hold counts as used.</summary>
public sealed record KeyBudgetUse(Guid KeyId, long CapNanoUsd, long UsedNanoUsd, BudgetPeriod Period);
