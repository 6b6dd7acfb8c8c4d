namespace AiStudio.Gateway.Budgets;

/// <summary>What a call costs in nano-dollars per million tokens when its input is longer than a line. All of the call goes at these prices.</summary>
/// <param name="AboveInputTokens">The line: a call of more input tokens, cached ones included, is long.</param>
/// <param name="InputPerMillion">Fresh input.</param>
/// <param name="CachedInputPerMillion">Input read from the provider's prompt cache.</param>
/// <param name="CacheWritePerMillion">Input written to the provider's prompt cache.</param>
/// <param name="OutputPerMillion">Output, reasoning included.</param>
public sealed record LongPromptPrice(
    long AboveInputTokens,
    long InputPerMillion,
    long CachedInputPerMillion,
    long CacheWritePerMillion,
    long OutputPerMillion);
