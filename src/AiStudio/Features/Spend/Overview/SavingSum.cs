namespace AiStudio.Features.Spend.Overview;

/// <summary>What was saved in one way, and by how much of what.</summary>
/// <param name="NanoUsd">How much, in nano-dollars; below zero when it was dearer.</param>
/// <param name="Calls">How many calls saved it; null where tokens are counted.</param>
/// <param name="CachedTokens">How many tokens were read from a provider's cache; null where calls are counted.</param>
public sealed record SavingSum(long NanoUsd, long? Calls, long? CachedTokens);
