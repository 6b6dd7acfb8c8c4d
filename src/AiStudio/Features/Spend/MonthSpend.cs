namespace AiStudio.Features.Spend;

/// <summary>What a person used this month in the organization's calendar, and the monthly budgets that bound it.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="UsedNanoUsd">Settled by this person.</param>
/// <param name="Own">The person's own budget with the least left, when there is one.</param>
/// <param name="Organization">The organization's budget with the least left, when there is one.</param>
internal sealed record MonthSpend(DateOnly Month, long UsedNanoUsd, BudgetUse? Own, BudgetUse? Organization);
