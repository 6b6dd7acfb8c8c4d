using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models.Catalogue;

/// <summary>A price as an admin types it: dollars per million tokens, as price lists print them.</summary>
public sealed record PriceDraft
{
    public ProviderKind Provider { get; init; } = ProviderKind.OpenAi;

    public string ModelId { get; init; } = "";

    /// <summary>From when on it is in force. Null: from now on. Never in the past: what was used was charged already.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    public decimal InputUsd { get; init; }

    /// <summary>Input read from the provider's cache. Null: as fresh input.</summary>
    public decimal? CachedInputUsd { get; init; }

    /// <summary>Input written to the provider's cache. Null: as fresh input.</summary>
    public decimal? CacheWriteUsd { get; init; }

    public decimal OutputUsd { get; init; }

    /// <summary>What calls with more input than that cost instead, all of their tokens. Null: the same.</summary>
    public LongPromptDraft? LongPrompt { get; init; }

    /// <summary>Tokens of input and output together.</summary>
    public int ContextWindow { get; init; }

    /// <summary>The largest answer, in tokens.</summary>
    public int MaxOutputTokens { get; init; }

    /// <summary>Where it was read: a price list, a contract.</summary>
    public string Source { get; init; } = "";
}
