using System.ComponentModel.DataAnnotations;

namespace AiStudio.Features.Models;

/// <summary>What a catalogued model costs when its prompt is longer than a line, in dollars per million tokens. All of the call goes at these prices.</summary>
internal sealed record LongPromptUsd(
    [property: Range(1L, long.MaxValue)] long AboveInputTokens,
    [property: Range(0d, 10_000d)] decimal InputUsd,
    [property: Range(0d, 10_000d)] decimal CachedInputUsd,
    [property: Range(0d, 10_000d)] decimal CacheWriteUsd,
    [property: Range(0d, 10_000d)] decimal OutputUsd);
