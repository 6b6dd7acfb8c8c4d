using System.ComponentModel.DataAnnotations;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform;

namespace AiStudio.Features.Models;

/// <summary>A pinned model and its price from a day (UTC) on, in dollars per million tokens as price lists print it, and where that was read.</summary>
internal sealed record CataloguedModel(
    ProviderKind Provider,
    [property: Required] string Id,
    DateOnly EffectiveFrom,
    [property: Range(0d, 10_000d)] decimal InputUsd,
    [property: Range(0d, 10_000d)] decimal CachedInputUsd,
    [property: Range(0d, 10_000d)] decimal CacheWriteUsd,
    [property: Range(0d, 10_000d)] decimal OutputUsd,
    [property: Range(1, int.MaxValue)] int ContextWindow,
    [property: Range(1, int.MaxValue)] int MaxOutputTokens,
    [property: Required] string Source,
    LongPromptUsd? LongPrompt = null)
{
    public ModelPrice PriceFor(Guid organization) => new()
    {
        OrganizationId = organization,
        ProviderKind = Provider,
        ModelId = Id,
        EffectiveFrom = new DateTimeOffset(EffectiveFrom, TimeOnly.MinValue, TimeSpan.Zero),
        InputNanoPerMillion = NanoUsd.Exactly(InputUsd),
        CachedInputNanoPerMillion = NanoUsd.Exactly(CachedInputUsd),
        CacheWriteNanoPerMillion = NanoUsd.Exactly(CacheWriteUsd),
        OutputNanoPerMillion = NanoUsd.Exactly(OutputUsd),
        AboveInputTokens = LongPrompt?.AboveInputTokens,
        LongInputNanoPerMillion = Nano(LongPrompt?.InputUsd),
        LongCachedInputNanoPerMillion = Nano(LongPrompt?.CachedInputUsd),
        LongCacheWriteNanoPerMillion = Nano(LongPrompt?.CacheWriteUsd),
        LongOutputNanoPerMillion = Nano(LongPrompt?.OutputUsd),
        ContextWindow = ContextWindow,
        MaxOutputTokens = MaxOutputTokens,
        Source = Source,
    };

    private static long? Nano(decimal? usd) => usd is { } figure ? NanoUsd.Exactly(figure) : null;
}
