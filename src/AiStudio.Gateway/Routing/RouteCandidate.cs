using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Gateway.Routing;

/// <summary>One model at one provider.</summary>
/// <param name="Connection">Where to call, and with which key.</param>
/// <param name="ModelId">The pinned model id, as the provider knows it.</param>
/// <param name="Price">The price in force, or <see langword="null"/> when unknown: such a candidate is refused, never free.</param>
/// <param name="ContextWindow">Tokens of input and output together.</param>
/// <param name="MaxOutputTokens">The largest answer the model gives.</param>
public sealed record RouteCandidate(
    ProviderConnection Connection,
    string ModelId,
    ModelPrice? Price,
    int ContextWindow,
    int MaxOutputTokens)
{
    /// <summary>Its share of first tries under <see cref="RoutingStrategy.Weighted"/>; with 0 it is tried when nobody else is left.</summary>
    public int Weight { get; init; } = 1;
}
