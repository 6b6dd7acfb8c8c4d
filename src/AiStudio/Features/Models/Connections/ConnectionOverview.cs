using AiStudio.Features.Models.Health;
using AiStudio.Gateway.Routing.Statistics;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Models.Connections;

/// <summary>The connections of an organization with how they are doing: the last check, and the live figures of this node for each model behind an alias.</summary>
internal sealed class ConnectionOverview(ConnectionService connections, RouteTable routes, RouteStatistics statistics, ConnectionChecks checks)
{
    /// <summary>Looking keeps the connections checked. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<ConnectionStanding>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var known = await connections.ListAsync(caller, cancellationToken);
        if (known.Count == 0)
        {
            return [];
        }

        var results = (await checks.LookAsync(caller, cancellationToken)).ToDictionary(check => check.ConnectionId);
        var models = await ModelsAsync(caller, cancellationToken);
        return
        [
            .. known.Select(connection => new ConnectionStanding(
                connection, results.GetValueOrDefault(connection.Id),
                [.. models[connection.Id].Select(model => new ModelFigures(model, statistics.Read(connection.Id, model)))])),
        ];
    }

    private async Task<ILookup<Guid, string>> ModelsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var known = await routes.RoutesOfAsync(caller.OrganizationId, cancellationToken);
        return known.Aliases.Values.SelectMany(alias => alias.Lists).SelectMany(list => list)
            .Select(candidate => (candidate.ConnectionId, candidate.ModelId)).Distinct().Order()
            .ToLookup(candidate => candidate.ConnectionId, candidate => candidate.ModelId);
    }
}
