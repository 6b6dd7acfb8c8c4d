using AiStudio.Features.ActivityLog;
using AiStudio.Features.Traces.Access;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Views;

/// <summary>
/// Keeps searches: a person's own, and those that others share. Admins and owners. The activity log tells what others saw come and go: whoever keeps a search for nobody else
/// has changed nothing for anybody. It names a view, and not the words that it searches for.
/// </summary>
internal sealed class SavedViewDesk(StudioDatabase database)
{
    public const int LongestName = 80;

    private const int LongestQuery = 2_000;

    public async Task<IReadOnlyList<SavedView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is not null)
            return [];
        return await db.Database.SqlQuery<SavedView>($"""
            select id as "Id", name as "Name", query as "Query", shared as "Shared", person_id = {caller.UserId} as "Own" from trace_view
            where org_id = {caller.OrganizationId} and (person_id = {caller.UserId} or shared)
            order by name, id limit 100
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Another one of the same name takes its place. Errors: <c>not_admin</c> (forbidden), <c>view_invalid</c> (invalid).</summary>
    public async Task<Result<Done>> SaveAsync(Caller caller, string name, string query, bool shared, CancellationToken cancellationToken)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName || query.Length > LongestQuery)
            return Error.Invalid("view_invalid", $"A view has a name of at most {LongestName} characters.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var before = await DeleteAsync(db, $"delete from trace_view where org_id = {caller.OrganizationId} and person_id = {caller.UserId} and name = {name} returning name as \"Name\", shared as \"Shared\"", cancellationToken);
        var id = Guid.CreateVersion7();
        await db.Database.ExecuteSqlAsync($"""
            insert into trace_view (org_id, id, person_id, name, query, shared) values ({caller.OrganizationId}, {id}, {caller.UserId}, {name}, {query}, {shared})
            on conflict (org_id, person_id, name) do nothing -- the same, saved twice at once
            """, cancellationToken);
        if (shared || before is { Shared: true })
            db.LogActivity(caller, shared ? "trace_view.shared" : "trace_view.unshared", "trace_view", id, new { name });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Removes one's own; another's stays.</summary>
    public async Task RemoveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var removed = await DeleteAsync(db, $"delete from trace_view where org_id = {caller.OrganizationId} and person_id = {caller.UserId} and id = {id} returning name as \"Name\", shared as \"Shared\"", cancellationToken);
        if (removed is { Shared: true })
            db.LogActivity(caller, "trace_view.removed", "trace_view", id, new { removed.Name });
        await db.CommitAsync(cancellationToken);
    }

    private static async Task<Kept?> DeleteAsync(StudioDb db, FormattableString sql, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<Kept>(sql).ToListAsync(cancellationToken)).SingleOrDefault();

    private sealed record Kept(string Name, bool Shared);
}
