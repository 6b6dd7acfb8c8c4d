namespace AiStudio.Features.Spend.Overview;

/// <summary>What one purpose cost.</summary>
public sealed record PurposeSpend(SpendPurpose Purpose, SpendSum Sum);
