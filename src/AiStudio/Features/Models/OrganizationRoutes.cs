using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models;

/// <summary>What one organization can reach, as it was when it was read.</summary>
/// <param name="Connections">In the order in which they were made; disabled ones are left out.</param>
/// <param name="Aliases">Each alias with its candidates in order.</param>
/// <param name="Prices">Every price of a model, past and future ones too.</param>
internal sealed record OrganizationRoutes(
    IReadOnlyList<Gateway.Upstream.ProviderConnection> Connections,
    IReadOnlyDictionary<string, IReadOnlyList<ModelAliasCandidate>> Aliases,
    ILookup<(ProviderKind Kind, string ModelId), ModelPrice> Prices)
{
    /// <summary>Candidates for an alias, or for a pinned id on every connection that serves it. Empty when there are none.</summary>
    public IReadOnlyList<RouteCandidate> Candidates(string model, DateTimeOffset at) =>
        [.. (Aliases.TryGetValue(model, out var candidates) ? Behind(candidates) : Serving(model, at)).Select(target => Priced(target.Connection, target.ModelId, at))];

    private IEnumerable<(Gateway.Upstream.ProviderConnection Connection, string ModelId)> Behind(IEnumerable<ModelAliasCandidate> candidates) =>
        from candidate in candidates
        let connection = Connections.FirstOrDefault(connection => connection.Id == candidate.ConnectionId)
        where connection is not null
        select (connection, candidate.ModelId);

    // Where an alias names the model it is known to be served; elsewhere a price says that this kind of provider has it.
    private IEnumerable<(Gateway.Upstream.ProviderConnection Connection, string ModelId)> Serving(string model, DateTimeOffset at) =>
        Behind(Aliases.Values.SelectMany(candidates => candidates).Where(candidate => candidate.ModelId == model))
            .Concat(Connections.Where(connection => PriceSheet.InForce(Prices[(connection.Kind, model)], at) is not null).Select(connection => (connection, model)))
            .Distinct();

    private RouteCandidate Priced(Gateway.Upstream.ProviderConnection connection, string model, DateTimeOffset at)
    {
        var price = PriceSheet.InForce(Prices[(connection.Kind, model)], at);
        return new(connection, model, price?.ToGateway(), price?.ContextWindow ?? 0, price?.MaxOutputTokens ?? 0);
    }
}
