using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Overview;

namespace AiStudio.Features.Spend.Calls;

/// <summary>A page of charged calls.</summary>
/// <param name="Period">Which days.</param>
/// <param name="TotalNanoUsd">Of the whole filter, on every page; null where nobody added it up.</param>
/// <param name="TotalCalls">How many there are in all.</param>
/// <param name="InputTokens">Of all of them.</param>
/// <param name="OutputTokens">Of all of them.</param>
/// <param name="Calls">The latest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="ReadsWords">Whether the caller may read traces and what programs call their users.</param>
public sealed record ChargedPage(
    SpendPeriod Period, long? TotalNanoUsd, long? TotalCalls, long? InputTokens, long? OutputTokens, IReadOnlyList<ChargedCall> Calls, string? Next, bool ReadsWords)
{
    /// <summary>What all of them cost less, where that is asked.</summary>
    public SavingSum? Saved { get; init; }

    /// <summary>What may have refused calls, by name.</summary>
    public IReadOnlyList<NamedBudget> Budgets { get; init; } = [];
}
