using AiStudio.Features.Traces.Access;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Views;

/// <summary>Keeps searches: a person's own, and those that others share. Admins and owners.</summary>
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
        await db.Database.ExecuteSqlAsync($"delete from trace_view where org_id = {caller.OrganizationId} and person_id = {caller.UserId} and name = {name}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into trace_view (org_id, id, person_id, name, query, shared) values ({caller.OrganizationId}, {Guid.CreateVersion7()}, {caller.UserId}, {name}, {query}, {shared})
            on conflict (org_id, person_id, name) do nothing -- the same, saved twice at once
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Removes one's own; another's stays.</summary>
    public async Task RemoveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from trace_view where org_id = {caller.OrganizationId} and person_id = {caller.UserId} and id = {id}", cancellationToken);
        await db.CommitAsync(cancellationToken);
    }
}
