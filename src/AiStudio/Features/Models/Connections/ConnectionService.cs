using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Connections;

/// <summary>What admins and owners do with provider connections. Every change is in the activity log; keys never are, and none is ever given out.</summary>
internal sealed class ConnectionService(StudioDatabase database, ConnectionRules rules, ConnectionTest test, RouteTable routes, SecretBox box, TimeProvider time)
{
    private const int Most = 100;

    /// <summary>All of the organization's, disabled ones too, in the order in which they were made. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<ConnectionView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return [];
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<ProviderConnection>().AsNoTracking().OrderBy(connection => connection.Id)
            .Select(connection => new ConnectionView(
                connection.Id, connection.Name, connection.Kind, connection.BaseUrl, connection.Secret != null, connection.KeyHeader,
                connection.Headers, connection.Query, connection.Configured, connection.DisabledAt))
            .ToListAsync(cancellationToken);
    }

    public async Task<Result<SavedConnection>> AddAsync(Caller caller, ConnectionDraft draft, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return Forbidden;
        }

        if (rules.Check(draft) is { Succeeded: false, Error: var problem })
        {
            return problem;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<ProviderConnection>().CountAsync(cancellationToken) >= Most)
        {
            return Error.OverLimit("too_many_connections", $"An organization has at most {Most} connections.");
        }

        var connection = new ProviderConnection { OrganizationId = caller.OrganizationId, Name = draft.Name.Trim(), Kind = draft.Kind };
        Apply(connection, draft);
        db.Add(connection);
        db.LogActivity(caller, "connection.added", "connection", connection.Id, new { connection.Name, connection.BaseUrl });
        return await CommitAsync(db, new SavedConnection(connection.Id, KeyForgotten: false), cancellationToken);
    }

    /// <summary>Name, address, headers and query; the key too when the draft has one. One that comes from the configuration is changed there.</summary>
    public Task<Result<SavedConnection>> EditAsync(Caller caller, Guid connectionId, ConnectionDraft draft, CancellationToken cancellationToken) =>
        EditAsync(caller, connectionId, draft, version: null, cancellationToken);

    /// <summary>The same on top of the version that was read; null is on top of any.</summary>
    public Task<Result<SavedConnection>> EditAsync(Caller caller, Guid connectionId, ConnectionDraft draft, long? version, CancellationToken cancellationToken) =>
        ChangeAsync(caller, connectionId, mustBeOurs: true, version, (db, connection) =>
        {
            if (rules.Check(draft with { Kind = connection.Kind }) is { Succeeded: false, Error: var problem })
            {
                return problem;
            }

            var before = Told(connection);
            var forgotten = Apply(connection, draft);
            db.LogActivity(caller, "connection.edited", "connection", connectionId,
                new { keyReplaced = draft.ApiKey.Length > 0, keyForgotten = forgotten }, new Change(before, Told(connection)));
            return new SavedConnection(connectionId, forgotten);
        }, cancellationToken);

    public Task<Result<SavedConnection>> RotateKeyAsync(Caller caller, Guid connectionId, string apiKey, CancellationToken cancellationToken) =>
        ChangeAsync(caller, connectionId, mustBeOurs: true, version: null, (db, connection) =>
        {
            if (ConnectionRules.CheckKey(apiKey) is { } problem)
            {
                return problem;
            }

            connection.SetKey(apiKey.Trim(), box);
            db.LogActivity(caller, "connection.key_rotated", "connection", connectionId, new { connection.Name });
            return new SavedConnection(connectionId, KeyForgotten: false);
        }, cancellationToken);

    /// <summary>It keeps its place behind the aliases and its key, and serves nothing.</summary>
    public Task<Result<SavedConnection>> DisableAsync(Caller caller, Guid connectionId, CancellationToken cancellationToken) =>
        ChangeAsync(caller, connectionId, mustBeOurs: false, version: null, (db, connection) =>
        {
            connection.Disable(time.GetUtcNow());
            db.LogActivity(caller, "connection.disabled", "connection", connectionId, new { connection.Name });
            return new SavedConnection(connectionId, KeyForgotten: false);
        }, cancellationToken);

    public Task<Result<SavedConnection>> EnableAsync(Caller caller, Guid connectionId, CancellationToken cancellationToken) =>
        ChangeAsync(caller, connectionId, mustBeOurs: false, version: null, (db, connection) =>
        {
            if (connection is { Configured: true, Secret: null })
            {
                return Error.Conflict("connection_not_configured", "The installation's configuration does not name this provider any more. It serves again when it is named there.");
            }

            connection.Enable();
            db.LogActivity(caller, "connection.enabled", "connection", connectionId, new { connection.Name });
            return new SavedConnection(connectionId, KeyForgotten: false);
        }, cancellationToken);

    /// <summary>One cheap real call through the connection as it is saved, also while it is disabled. It is metered like any other.</summary>
    /// <param name="caller">An admin or owner.</param>
    /// <param name="connectionId">Which one.</param>
    /// <param name="modelId">Which model to ask; null or empty asks one behind an alias, or the cheapest that is priced.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Result<ConnectionTestOutcome>> TestAsync(Caller caller, Guid connectionId, string? modelId, CancellationToken cancellationToken) =>
        MayManage(caller) ? test.SavedAsync(caller, connectionId, Named(modelId), cancellationToken) : Task.FromResult<Result<ConnectionTestOutcome>>(Forbidden);

    /// <summary>The same with what is not saved yet: with the key of the draft, and never with a stored one.</summary>
    public Task<Result<ConnectionTestOutcome>> TestDraftAsync(Caller caller, ConnectionDraft draft, string? modelId, CancellationToken cancellationToken) =>
        MayManage(caller) ? test.DraftAsync(caller, draft, Named(modelId), cancellationToken) : Task.FromResult<Result<ConnectionTestOutcome>>(Forbidden);

    internal static Error NotFound => Error.NotFound("no_connection", "There is no such connection.");

    private static bool MayManage(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    private static object Told(ProviderConnection connection) => new { connection.Name, connection.BaseUrl };

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins change provider connections.");

    private static string? Named(string? modelId) => string.IsNullOrWhiteSpace(modelId) ? null : modelId.Trim();

    private bool Apply(ProviderConnection connection, ConnectionDraft draft)
    {
        connection.Name = draft.Name.Trim();
        var forgotten = connection.MoveTo(rules.Check(draft with { Kind = connection.Kind }).Value!);
        connection.Expect(draft.KeyHeader, draft.Headers, draft.Query);
        if (draft.ApiKey.Trim() is { Length: > 0 } key)
        {
            connection.SetKey(key, box);
            return false;
        }

        return forgotten;
    }

    private async Task<Result<SavedConnection>> ChangeAsync(
        Caller caller, Guid connectionId, bool mustBeOurs, long? version, Func<StudioDb, ProviderConnection, Result<SavedConnection>> change, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<ProviderConnection>(db, connectionId, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        var connection = await db.Set<ProviderConnection>()
            .FromSql($"select * from provider_connection where org_id = {caller.OrganizationId} and id = {connectionId} for update").SingleOrDefaultAsync(cancellationToken);
        if (connection is null)
        {
            return NotFound;
        }

        if (mustBeOurs && (connection.Configured || connection.Kind == Gateway.Upstream.ProviderKind.Local))
        {
            return Error.Conflict("connection_configured", "This connection belongs to the installation. Its address and key are changed in the installation's configuration.");
        }

        var changed = change(db, connection);
        return changed.Succeeded ? await CommitAsync(db, changed.Value, cancellationToken) : changed;
    }

    private async Task<Result<SavedConnection>> CommitAsync(StudioDb db, SavedConnection saved, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (failure.InnerException is System.Data.Common.DbException { SqlState: "23505" })
        {
            return Error.Conflict("connection_name_taken", "Another connection has this name.");
        }

        routes.Forget(db.Scope.OrganizationId);
        return saved;
    }
}
