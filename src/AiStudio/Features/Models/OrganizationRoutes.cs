using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models;

/// <summary>What one organization can reach, as it was when it was read.</summary>
/// <param name="Connections">In the order in which they were made; disabled ones are left out.</param>
/// <param name="Aliases">Each alias and what stands behind it.</param>
/// <param name="Prices">Every price of a model, past and future ones too.</param>
internal sealed record OrganizationRoutes(
    IReadOnlyList<Gateway.Upstream.ProviderConnection> Connections,
    IReadOnlyDictionary<string, AliasRoute> Aliases,
    ILookup<(ProviderKind Kind, string ModelId), ModelPrice> Prices)
{
    /// <summary>The plan for an alias, or for a pinned id on every connection that serves it; <see langword="null"/> when nobody would answer.</summary>
    public RoutePlan? Plan(string model, DateTimeOffset at)
    {
        var answering = Candidates(model, at);
        if (answering.Count == 0)
        {
            return null;
        }

        return Aliases.TryGetValue(model, out var alias)
            ? new RoutePlan(answering)
            {
                Strategy = alias.Strategy,
                ContextOverflow = Listed(alias, CandidateList.ContextOverflow, at),
                ContentRefusal = Listed(alias, CandidateList.ContentRefusal, at),
            }
            : new RoutePlan(answering);
    }

    /// <summary>Who answers first: an alias's candidates, or a pinned id on every connection that serves it. Empty when there are none.</summary>
    public IReadOnlyList<RouteCandidate> Candidates(string model, DateTimeOffset at) => Aliases.TryGetValue(model, out var alias)
        ? Listed(alias, CandidateList.Answer, at)
        : [.. Serving(model, at).Select(connection => Priced(connection, model, weight: 1, at))];

    private IReadOnlyList<RouteCandidate> Listed(AliasRoute alias, CandidateList list, DateTimeOffset at) =>
    [
        .. from candidate in alias.Lists[list]
           let connection = ConnectionOf(candidate)
           where connection is not null
           select Priced(connection, candidate.ModelId, candidate.Weight, at),
    ];

    // Where an alias names the model it is known to be served; elsewhere a price says that this kind of provider has it.
    private IEnumerable<Gateway.Upstream.ProviderConnection> Serving(string model, DateTimeOffset at) =>
        Aliases.Values.SelectMany(alias => alias.Lists.SelectMany(list => list)).Where(candidate => candidate.ModelId == model).Select(ConnectionOf).OfType<Gateway.Upstream.ProviderConnection>()
            .Concat(Connections.Where(connection => PriceSheet.InForce(Prices[(connection.Kind, model)], at) is not null))
            .Distinct();

    private Gateway.Upstream.ProviderConnection? ConnectionOf(ModelAliasCandidate candidate) =>
        Connections.FirstOrDefault(connection => connection.Id == candidate.ConnectionId);

    private RouteCandidate Priced(Gateway.Upstream.ProviderConnection connection, string model, int weight, DateTimeOffset at)
    {
        var price = PriceSheet.InForce(Prices[(connection.Kind, model)], at);
        return new(connection, model, price?.ToGateway(), price?.ContextWindow ?? 0, price?.MaxOutputTokens ?? 0) { Weight = weight };
    }
}
