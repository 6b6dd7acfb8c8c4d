using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Members;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Units;

/// <summary>The units of an organization and who is in which, for those who manage people. Every error <c>not_admin</c> (forbidden) besides those named.</summary>
internal sealed class UnitService(StudioDatabase database, TimeProvider time)
{
    /// <summary>By name, archived ones last.</summary>
    public async Task<Result<IReadOnlyList<UnitRow>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused)
            return refused;
        return await db.Database.SqlQuery<UnitRow>($"""
            select u.id as "Id", u.name as "Name", u.archived_at is not null as "Archived", count(m.user_id)::integer as "People"
            from organization_unit u left join membership m on m.org_id = u.org_id and m.unit_id = u.id
            where u.org_id = {caller.OrganizationId}
            group by u.org_id, u.id
            order by u.archived_at is not null, lower(u.name)
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Errors: <c>unit_name</c> (invalid), <c>unit_exists</c> (conflict).</summary>
    public Task<Result<Done>> AddAsync(Caller caller, string name, CancellationToken cancellationToken) => InAsync(caller, async db =>
    {
        if (NameProblem(name) is { } problem)
            return problem;
        var unit = new OrganizationUnit { OrganizationId = caller.OrganizationId, Id = Guid.CreateVersion7(), Name = name.Trim() };
        db.Add(unit);
        db.LogActivity(caller, "unit.added", "unit", unit.Id, new { name = unit.Name });
        return await CommitAsync(db, cancellationToken);
    }, cancellationToken);

    /// <summary>Errors: <c>unit_name</c> (invalid), <c>unit_exists</c> (conflict), <c>no_unit</c> (not found).</summary>
    public Task<Result<Done>> RenameAsync(Caller caller, Guid id, string name, CancellationToken cancellationToken) => InAsync(caller, async db =>
    {
        if (NameProblem(name) is { } problem)
            return problem;
        if (await FindAsync(db, id, cancellationToken) is not { } unit)
            return NoUnit;
        db.LogActivity(caller, "unit.renamed", "unit", id, new { from = unit.Name, to = name.Trim() });
        unit.Name = name.Trim();
        return await CommitAsync(db, cancellationToken);
    }, cancellationToken);

    /// <summary>Errors: <c>no_unit</c> (not found), <c>unit_has_people</c> (conflict).</summary>
    public Task<Result<Done>> ArchiveAsync(Caller caller, Guid id, CancellationToken cancellationToken) => InAsync(caller, async db =>
    {
        if (await FindAsync(db, id, cancellationToken) is not { } unit)
            return NoUnit;
        if (await db.Set<Membership>().AnyAsync(member => member.OrganizationId == caller.OrganizationId && member.UnitId == id, cancellationToken))
            return Error.Conflict("unit_has_people", "There are people in this unit. Put them into another one first.");
        db.LogActivity(caller, "unit.archived", "unit", id, new { name = unit.Name });
        unit.ArchivedAt ??= time.GetUtcNow();
        return await CommitAsync(db, cancellationToken);
    }, cancellationToken);

    /// <summary>Error: <c>no_unit</c> (not found).</summary>
    public Task<Result<Done>> RestoreAsync(Caller caller, Guid id, CancellationToken cancellationToken) => InAsync(caller, async db =>
    {
        if (await FindAsync(db, id, cancellationToken) is not { } unit)
            return NoUnit;
        db.LogActivity(caller, "unit.restored", "unit", id, new { name = unit.Name });
        unit.ArchivedAt = null;
        return await CommitAsync(db, cancellationToken);
    }, cancellationToken);

    /// <summary>Puts a person into a unit; null takes them out. Errors: <c>no_member</c>, <c>no_unit</c> (not found), <c>above_own_role</c> (forbidden).</summary>
    public Task<Result<Done>> AssignAsync(Caller caller, Guid userId, Guid? unitId, CancellationToken cancellationToken) => InAsync(caller, async db =>
    {
        // Held, so that it is not archived meanwhile.
        var open = unitId is not { } id || await db.Database.SqlQuery<Guid>(
            $"select id as \"Value\" from organization_unit where org_id = {caller.OrganizationId} and id = {id} and archived_at is null for share").AnyAsync(cancellationToken);
        if (!open)
            return NoUnit;
        if (await db.Set<Membership>().SingleOrDefaultAsync(row => row.OrganizationId == caller.OrganizationId && row.UserId == userId, cancellationToken) is not { } member)
            return MemberService.NoMember;
        if (member.UnitId == unitId)
            return Done.Value;
        db.LogActivity(caller, "member.unit_changed", "member", userId, new { from = member.UnitId, to = unitId });
        member.UnitId = unitId;
        return await CommitAsync(db, cancellationToken);
    }, cancellationToken);

    internal static Error NoUnit => Error.NotFound("no_unit", "There is no such unit, or it is archived.");

    private async Task<Result<Done>> InAsync(Caller caller, Func<StudioDb, Task<Result<Done>>> work, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused ? refused : await work(db);
    }

    private static Error? NameProblem(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > OrganizationUnit.LongestName || name.Any(char.IsControl)
            ? Error.Invalid("unit_name", $"Give the unit a name of at most {OrganizationUnit.LongestName} characters.")
            : null;

    private static async Task<OrganizationUnit?> FindAsync(StudioDb db, Guid id, CancellationToken cancellationToken) =>
        (await db.Set<OrganizationUnit>().FromSql($"select * from organization_unit where org_id = {db.Scope.OrganizationId} and id = {id} for update").ToListAsync(cancellationToken))
        is [var unit] ? unit : null;

    private static async Task<Result<Done>> CommitAsync(StudioDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbUpdateException ex) when (ex.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("unit_exists", "There is a unit of this name already.");
        }
        catch (DbUpdateException ex) when (ex.InnerException is DbException { SqlState: "23514" })
        {
            return Error.Forbidden("above_own_role", "Nobody manages a role above their own: only an owner makes, changes or disables an owner.");
        }
    }
}
