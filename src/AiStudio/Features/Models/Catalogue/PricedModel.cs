using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models.Catalogue;

/// <summary>A model of the catalogue page.</summary>
/// <param name="Provider">Whose protocol it is reached by.</param>
/// <param name="ModelId">The pinned id.</param>
/// <param name="InForce">What it costs now; null for one that is priced later or not at all.</param>
/// <param name="History">All its prices, the latest first.</param>
/// <param name="Aliases">The aliases it stands behind.</param>
public sealed record PricedModel(ProviderKind Provider, string ModelId, ModelPrice? InForce, IReadOnlyList<ModelPrice> History, IReadOnlyList<string> Aliases);
