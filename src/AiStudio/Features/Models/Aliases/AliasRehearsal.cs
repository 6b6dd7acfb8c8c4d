using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Rehearsal;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models.Aliases;

/// <summary>What would happen to a call for an alias, saved or not, if its candidates behaved in certain ways: played by the gateway's own code, without network and money.</summary>
internal sealed class AliasRehearsal(RouteTable routes, IOptions<GatewayOptions> options, TimeProvider time)
{
    public async Task<Result<RehearsedPath>> PlayAsync(Caller caller, AliasDraft draft, IReadOnlyDictionary<AliasCandidate, Conduct> conducts, CancellationToken cancellationToken)
    {
        if (caller.Role is not (Role.Admin or Role.Owner))
        {
            return Error.Forbidden("admins_only", "Only admins see what stands behind an alias.");
        }

        var known = await routes.RoutesOfAsync(caller.OrganizationId, cancellationToken);
        var plan = new RoutePlan(Candidates(known, draft.Answer))
        {
            Strategy = draft.Strategy,
            ContextOverflow = Candidates(known, draft.ContextOverflow),
            ContentRefusal = Candidates(known, draft.ContentRefusal),
        };
        await using var services = new ServiceCollection().AddLogging().AddRehearsal(options).BuildServiceProvider();
        var call = await services.GetRequiredService<RouteRehearsal>().PlayAsync(
            draft.Name, plan,
            candidate => conducts.FirstOrDefault(pair => pair.Key.ConnectionId == candidate.Connection.Id && pair.Key.ModelId == candidate.ModelId).Value,
            cancellationToken);
        return RehearsedPath.Of(call);
    }

    private List<RouteCandidate> Candidates(OrganizationRoutes known, IReadOnlyList<AliasCandidate> candidates) =>
    [
        .. from candidate in candidates
           let connection = known.Connections.FirstOrDefault(connection => connection.Id == candidate.ConnectionId)
           where connection is not null
           let price = PriceSheet.InForce(known.Prices[(connection.Kind, candidate.ModelId)], time.GetUtcNow())
           select new RouteCandidate(connection, candidate.ModelId, price?.ToGateway(), price?.ContextWindow ?? 0, price?.MaxOutputTokens ?? 0) { Weight = candidate.Weight },
    ];
}
