namespace AiStudio.Features.Spend;

/// <summary>How far a budget is used up in its present window.</summary>
internal sealed record BudgetUse(string Name, long UsedNanoUsd, long HeldNanoUsd, long CapNanoUsd, DateTimeOffset RenewsAt)
{
    public long LeftNanoUsd => CapNanoUsd - UsedNanoUsd - HeldNanoUsd;
}
