using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Knowledge.Readers;

/// <summary>
/// Groups of people who read the same bases, and who is in them. Errors: <c>admins_only</c>, <c>group_not_found</c>, <c>reader_not_found</c>,
/// <c>name_invalid</c>, <c>name_taken</c>, <c>stale</c>.
/// </summary>
internal sealed class ReaderGroups(StudioDatabase database, TimeProvider time)
{
    public const int MostMembers = 2_000;
    public const int MostListed = 500;

    private const int LongestName = 200;

    /// <summary>The newest first, from before <paramref name="before"/> on.</summary>
    public async Task<Result<IReadOnlyList<GroupDetail>>> ListAsync(Caller caller, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return BaseReaders.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var groups = await db.Set<ReaderGroup>().AsNoTracking().Where(group => before == null || group.Id.CompareTo(before.Value) < 0)
            .OrderByDescending(group => group.Id).Take(limit).ToListAsync(cancellationToken);
        return await WithMembersAsync(db, groups, cancellationToken);
    }

    public async Task<Result<GroupDetail>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return BaseReaders.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var groups = await db.Set<ReaderGroup>().AsNoTracking().Where(group => group.Id == id).ToListAsync(cancellationToken);
        return groups is [_] ? (await WithMembersAsync(db, groups, cancellationToken))[0] : NotFound;
    }

    /// <summary>Under an id: made twice, the second time changes nothing.</summary>
    public async Task<Result<Guid>> CreateAsync(Caller caller, Guid id, string name, CancellationToken cancellationToken)
    {
        if (Check(caller, name) is { } refusal)
        {
            return refusal;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<ReaderGroup>().AnyAsync(group => group.Id == id, cancellationToken))
        {
            return id;
        }

        db.Add(new ReaderGroup { OrganizationId = caller.OrganizationId, Id = id, Name = name.Trim(), CreatedAt = time.GetUtcNow() });
        db.LogActivity(caller, "reader_group.created", "reader_group", id);
        return await CommitAsync(db, id, cancellationToken);
    }

    /// <summary>Its name and its people, all of them, on top of the version that was read; what is null stays.</summary>
    public async Task<Result<Guid>> ChangeAsync(Caller caller, Guid id, string? name, IReadOnlyList<Guid>? members, long? version, CancellationToken cancellationToken)
    {
        if (Check(caller, name ?? "-") is { } refusal)
        {
            return refusal;
        }

        if (members?.Count > MostMembers)
        {
            return Error.OverLimit("members_too_many", $"A group has at most {MostMembers:#,0} people.");
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<ReaderGroup>(db, id, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        if (await db.Set<ReaderGroup>().SingleOrDefaultAsync(group => group.Id == id, cancellationToken) is not { } found)
        {
            return NotFound;
        }

        found.Name = name?.Trim() ?? found.Name;
        if (members is not null && await ReplaceAsync(db, id, [.. members.Distinct()], cancellationToken) is { } missing)
        {
            return missing;
        }

        db.LogActivity(caller, "reader_group.changed", "reader_group", id, members is null ? null : new { members });
        return await CommitAsync(db, id, cancellationToken);
    }

    /// <summary>Its people read what they read otherwise; bases that it alone reads are closed to all but admins.</summary>
    public async Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return BaseReaders.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<ReaderGroup>().Where(group => group.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return NotFound;
        }

        db.LogActivity(caller, "reader_group.deleted", "reader_group", id);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Members of the organization who are in use, by name, for those who choose readers.</summary>
    public async Task<IReadOnlyList<PersonReader>> PeopleAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<PersonReader>($"""
            select m.user_id as "Id", u.display_name as "Name", u.email as "Email" from membership m join app_user u on u.id = m.user_id
            where m.org_id = {caller.OrganizationId} and m.disabled_at is null order by lower(u.display_name), m.user_id limit {MostMembers}
            """).ToListAsync(cancellationToken);
    }

    private static async Task<Error?> ReplaceAsync(StudioDb db, Guid id, Guid[] members, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"delete from reader_group_member where org_id = {organization} and group_id = {id}", cancellationToken);
        var added = await db.Database.ExecuteSqlAsync($"""
            insert into reader_group_member (org_id, group_id, user_id)
            select org_id, {id}, user_id from membership where org_id = {organization} and user_id = any ({members})
            """, cancellationToken);
        // The group is another one now, though its row is as before.
        await db.Database.ExecuteSqlAsync($"update reader_group set name = name where org_id = {organization} and id = {id}", cancellationToken);
        return added < members.Length ? Error.NotFound("reader_not_found", "One of the people is not a member of the organization.") : null;
    }

    private static async Task<List<GroupDetail>> WithMembersAsync(StudioDb db, List<ReaderGroup> groups, CancellationToken cancellationToken)
    {
        var ids = groups.Select(group => group.Id).ToArray();
        var members = (await db.Database.SqlQuery<Row>($"""
            select g.group_id as "GroupId", u.id as "Id", u.display_name as "Name", u.email as "Email"
            from reader_group_member g join membership m on m.org_id = g.org_id and m.user_id = g.user_id join app_user u on u.id = m.user_id
            where g.org_id = {db.Scope.OrganizationId} and g.group_id = any ({ids}) order by lower(u.display_name), u.id
            """).ToListAsync(cancellationToken)).ToLookup(row => row.GroupId, row => new PersonReader(row.Id, row.Name, row.Email));
        var bases = (await db.Database.SqlQuery<Count>($"""
            select group_id as "GroupId", count(*)::int as "Bases" from knowledge_base_reader where org_id = {db.Scope.OrganizationId} and group_id = any ({ids}) group by group_id
            """).ToListAsync(cancellationToken)).ToDictionary(row => row.GroupId, row => row.Bases);
        return groups.ConvertAll(group => new GroupDetail(group.Id, group.Name, [.. members[group.Id]], bases.GetValueOrDefault(group.Id), group.CreatedAt));
    }

    private static Error NotFound => Error.NotFound("group_not_found", "There is no such group of readers.");

    private static Error? Check(Caller caller, string name) =>
        !KnowledgeService.MayWrite(caller) ? BaseReaders.Forbidden
        : name.Trim() is not { Length: > 0 and <= LongestName } || name.Contains('\0', StringComparison.Ordinal) ? Error.Invalid("name_invalid", "A name has 1 to 200 characters.")
        : null;

    private static async Task<Result<Guid>> CommitAsync(StudioDb db, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
            return id;
        }
        catch (DbUpdateException ex) when (ex.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Error.Conflict("name_taken", "There is a group of this name already. Choose another name.");
        }
    }

    private sealed record Row(Guid GroupId, Guid Id, string Name, string Email);

    private sealed record Count(Guid GroupId, int Bases);
}
