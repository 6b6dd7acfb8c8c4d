using System.Collections.Concurrent;
using System.Security.Cryptography;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Secrets;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models;

/// <summary>Reads an organization's routes at most once every few seconds. A change made on another node is heard of at once, and if not, seen after that time.</summary>
internal sealed partial class RouteTable(StudioDatabase database, SecretBox box, TimeProvider time, ILogger<RouteTable> logger) : IRouteTable
{
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, Reading> _readings = new();

    public async ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken)
    {
        var routes = await RoutesOfAsync(caller.OrganizationId, cancellationToken);
        return routes.Plan(model, time.GetUtcNow());
    }

    public Task<OrganizationRoutes> RoutesOfAsync(Guid organization, CancellationToken cancellationToken)
    {
        var reading = _readings.GetOrAdd(organization, Begin);
        if (time.GetElapsedTime(reading.BeganAt) > s_freshness || reading.Failed)
        {
            var renewed = Begin(organization);
            reading = _readings.TryUpdate(organization, renewed, reading) ? renewed : _readings.GetOrAdd(organization, renewed);
        }

        return reading.Routes.Value.WaitAsync(cancellationToken);
    }

    /// <summary>After a change on this node, so that its author sees it at once.</summary>
    public void Forget(Guid organization) => _readings.TryRemove(organization, out _);

    /// <summary>When any organization's may have changed.</summary>
    public void ForgetAll() => _readings.Clear();

    private Reading Begin(Guid organization) => new(time.GetTimestamp(), new(() => ReadAsync(organization)));

    private async Task<OrganizationRoutes> ReadAsync(Guid organization)
    {
        await using var db = await database.BeginAsync(new TenantScope(organization), CancellationToken.None);
        var connections = await db.Set<ProviderConnection>().AsNoTracking().Where(connection => connection.DisabledAt == null).OrderBy(connection => connection.Id).ToListAsync();
        var aliases = await db.Set<ModelAlias>().AsNoTracking().ToListAsync();
        var candidates = (await db.Set<ModelAliasCandidate>().AsNoTracking().OrderBy(candidate => candidate.Position).ToListAsync()).ToLookup(candidate => candidate.AliasId);
        var prices = await db.Set<ModelPrice>().AsNoTracking().ToListAsync();
        return new(
            [.. connections.Select(Open).OfType<Gateway.Upstream.ProviderConnection>()],
            aliases.ToDictionary(alias => alias.Alias, alias => new AliasRoute(alias.Strategy, candidates[alias.Id].ToLookup(candidate => candidate.List)), StringComparer.Ordinal),
            prices.ToLookup(price => (price.ProviderKind, price.ModelId)));
    }

    // One key that cannot be opened must not take the other providers with it.
    private Gateway.Upstream.ProviderConnection? Open(ProviderConnection connection)
    {
        try
        {
            return connection.Open(box);
        }
        catch (CryptographicException failure)
        {
            LogSealed(failure, connection.Id);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "The key of provider connection {ConnectionId} cannot be opened with this installation's master key; the connection is left out")]
    private partial void LogSealed(Exception failure, Guid connectionId);

    private sealed record Reading(long BeganAt, Lazy<Task<OrganizationRoutes>> Routes)
    {
        public bool Failed => Routes is { IsValueCreated: true, Value.IsFaulted: true };
    }
}
