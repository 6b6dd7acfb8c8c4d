using AiStudio.Gateway.Upstream;
using AiStudio.Gateway.Upstream.Local;
using AiStudio.Platform.Data;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

/// <summary>Gives an organization the local provider and those of the configuration, and puts the configured ones first behind the aliases. One that is configured no more is disabled.</summary>
internal sealed class ConfiguredProviders(IOptions<ProvidersOptions> providers, SecretBox box, TimeProvider time)
{
    public async Task UpdateAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var connections = await db.Set<ProviderConnection>().ToListAsync(cancellationToken);
        var local = FindOrAdd(db, connections, "Local", ProviderKind.Local);
        var first = new List<(ProviderConnection Connection, string ModelId)>();
        foreach (var (kind, name, baseUrl, options) in providers.Value.Configured())
        {
            var connection = FindOrAdd(db, connections, name, kind);
            connection.Point(baseUrl, options.ApiKey, box);
            first.Add((connection, options.Model));
        }

        foreach (var gone in connections.Where(connection => connection.Configured && !first.Exists(named => named.Connection == connection)))
        {
            gone.Retire(time.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var alias in new[] { ModelAlias.Balanced, ModelAlias.Fast, ModelAlias.Quality })
        {
            await RouteAsync(db, alias, first, (local, LocalModels.Chat), cancellationToken);
        }

        // A chat model does not embed, and other embeddings would not compare with those that are stored.
        await RouteAsync(db, ModelAlias.Embedding, [], (local, LocalModels.Embedding), cancellationToken);
    }

    private static ProviderConnection FindOrAdd(StudioDb db, List<ProviderConnection> connections, string name, ProviderKind kind)
    {
        if (connections.Find(connection => connection.Name == name) is { } known)
        {
            return known;
        }

        var added = new ProviderConnection { OrganizationId = db.Scope.OrganizationId, Name = name, Kind = kind };
        db.Add(added);
        return added;
    }

    private static async Task RouteAsync(
        StudioDb db, string name, List<(ProviderConnection Connection, string ModelId)> first, (ProviderConnection Connection, string ModelId) last, CancellationToken cancellationToken)
    {
        var alias = await db.Set<ModelAlias>().SingleOrDefaultAsync(alias => alias.Alias == name, cancellationToken);
        var stored = alias is null
            ? []
            : await db.Set<ModelAliasCandidate>().AsNoTracking().Where(candidate => candidate.AliasId == alias.Id && candidate.List == CandidateList.Answer)
                .OrderBy(candidate => candidate.Position).ToListAsync(cancellationToken);
        var wanted = stored.Select(candidate => (candidate.ConnectionId, candidate.ModelId)).ToList();
        if (alias is null)
        {
            alias = new ModelAlias { OrganizationId = db.Scope.OrganizationId, Alias = name };
            db.Add(alias);
            wanted.Add((last.Connection.Id, last.ModelId));
        }

        Prefer(wanted, first);
        if (wanted.SequenceEqual(stored.Select(candidate => (candidate.ConnectionId, candidate.ModelId))))
        {
            return;
        }

        alias.Revision++;
        await db.Set<ModelAliasCandidate>().Where(candidate => candidate.AliasId == alias.Id && candidate.List == CandidateList.Answer).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(wanted.Select((candidate, position) => new ModelAliasCandidate
        {
            OrganizationId = db.Scope.OrganizationId,
            AliasId = alias.Id,
            Position = position,
            ConnectionId = candidate.ConnectionId,
            ModelId = candidate.ModelId,
        }));
        await db.SaveChangesAsync(cancellationToken);
    }

    // A connection that stands somewhere keeps its place and gets the configured model; a new one goes to the front.
    private static void Prefer(List<(Guid ConnectionId, string ModelId)> candidates, List<(ProviderConnection Connection, string ModelId)> first)
    {
        for (var i = first.Count - 1; i >= 0; i--)
        {
            var (connection, model) = first[i];
            var place = candidates.FindIndex(candidate => candidate.ConnectionId == connection.Id);
            if (place < 0)
            {
                candidates.Insert(0, (connection.Id, model));
            }
            else
            {
                candidates[place] = (connection.Id, model);
            }
        }
    }
}
