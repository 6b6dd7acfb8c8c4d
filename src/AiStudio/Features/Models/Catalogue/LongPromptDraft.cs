namespace AiStudio.Features.Models.Catalogue;

/// <summary>The price of long calls as an admin types it: dollars per million tokens.</summary>
/// <param name="AboveInputTokens">From how many tokens of input on, exclusive.</param>
/// <param name="InputUsd">Fresh input.</param>
/// <param name="CachedInputUsd">Input read from the provider's cache.</param>
/// <param name="CacheWriteUsd">Input written to the provider's cache.</param>
/// <param name="OutputUsd">Output.</param>
public sealed record LongPromptDraft(long AboveInputTokens, decimal InputUsd, decimal CachedInputUsd, decimal CacheWriteUsd, decimal OutputUsd);
