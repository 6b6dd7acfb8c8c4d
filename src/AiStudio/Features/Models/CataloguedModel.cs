using System.ComponentModel.DataAnnotations;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models;

/// <summary>A pinned model and its price from a day on, in dollars per million tokens as price lists print it.</summary>
/// <param name="EffectiveFrom">The first day, UTC.</param>
/// <param name="Source">Where the figures were read.</param>
internal sealed record CataloguedModel(
    ProviderKind Provider,
    [property: Required] string Id,
    DateOnly EffectiveFrom,
    [property: Range(0, 10_000)] decimal InputUsd,
    [property: Range(0, 10_000)] decimal CachedInputUsd,
    [property: Range(0, 10_000)] decimal CacheWriteUsd,
    [property: Range(0, 10_000)] decimal OutputUsd,
    [property: Range(1, int.MaxValue)] int ContextWindow,
    [property: Range(1, int.MaxValue)] int MaxOutputTokens,
    [property: Required] string Source)
{
    public ModelPrice PriceFor(Guid organization) => new()
    {
        OrganizationId = organization,
        ProviderKind = Provider,
        ModelId = Id,
        EffectiveFrom = new DateTimeOffset(EffectiveFrom, TimeOnly.MinValue, TimeSpan.Zero),
        InputNanoPerMillion = UsdPrice.ToNano(InputUsd),
        CachedInputNanoPerMillion = UsdPrice.ToNano(CachedInputUsd),
        CacheWriteNanoPerMillion = UsdPrice.ToNano(CacheWriteUsd),
        OutputNanoPerMillion = UsdPrice.ToNano(OutputUsd),
        ContextWindow = ContextWindow,
        MaxOutputTokens = MaxOutputTokens,
        Source = Source,
    };
}
