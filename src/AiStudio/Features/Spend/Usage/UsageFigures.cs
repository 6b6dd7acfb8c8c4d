namespace AiStudio.Features.Spend.Usage;

/// <summary>What calls used. Cached, written and reasoning tokens are parts of input and output, never more than they.</summary>
/// <param name="Calls">Settled calls.</param>
/// <param name="InputTokens">All input.</param>
/// <param name="CachedInputTokens">Of it, what was read from a provider's cache.</param>
/// <param name="CacheWriteTokens">Of it, what was written to a provider's cache.</param>
/// <param name="OutputTokens">All output.</param>
/// <param name="ReasoningTokens">Of it, what was thought and not said.</param>
/// <param name="CostNanoUsd">In nano-dollars.</param>
internal sealed record UsageFigures(long Calls, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens, long CostNanoUsd);
