using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Members;

/// <summary>Changes what a member may do. The rights of the caller are read again, under lock: a cookie's claims may be seconds old.</summary>
internal sealed class MemberService(StudioDatabase database, TimeProvider time)
{
    public Task<Result<Done>> ChangeRoleAsync(Caller caller, Guid userId, Role role, CancellationToken cancellationToken) =>
        ChangeAsync(caller, userId, new(Role: role), version: null, cancellationToken);

    public Task<Result<Done>> DisableAsync(Caller caller, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(caller, userId, new(Disabled: true), version: null, cancellationToken);

    public Task<Result<Done>> EnableAsync(Caller caller, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(caller, userId, new(Disabled: false), version: null, cancellationToken);

    /// <summary>
    /// All of the changes or none, on top of the version that was read; null is on top of any.
    /// Errors: <c>not_admin</c>, <c>above_own_role</c> (forbidden), <c>no_member</c> (not found), <c>stale</c>, <c>last_owner</c> (conflict).
    /// </summary>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid userId, MemberChanges changes, long? version, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // One change at a time: of two admins who remove each other, the second one finds that they are none any more.
        await db.Database.ExecuteSqlAsync($"select 1 from organization where id = {caller.OrganizationId} for no key update", cancellationToken);
        var locked = await db.Set<Membership>()
            .FromSql($"select * from membership where org_id = {caller.OrganizationId} and user_id in ({caller.UserId}, {userId}) order by user_id for update")
            .ToListAsync(cancellationToken);
        var actor = locked.Find(membership => membership.UserId == caller.UserId);
        var member = locked.Find(membership => membership.UserId == userId);
        if (RoleLattice.CheckManages(actor) is { } noAdmin)
        {
            return noAdmin;
        }

        if (member is null)
        {
            return NoMember;
        }

        if (RoleLattice.CheckReach(actor!, changes.Role > member.Role ? changes.Role.Value : member.Role) is { } tooHigh)
        {
            return tooHigh;
        }

        if (await RowVersions.HoldAsync<Membership>(db, userId, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        Apply(db, caller, member, changes);
        return await CommitAsync(db, cancellationToken);
    }

    internal static Error NoMember => Error.NotFound("no_member", "This person is not a member of the organization.");

    private void Apply(StudioDb db, Caller caller, Membership member, MemberChanges changes)
    {
        if (changes.Role is { } role && role != member.Role)
        {
            var before = member.Role;
            member.Role = role;
            db.LogActivity(caller, "member.role_changed", "member", member.UserId, null, new Change(new { role = before.ToName() }, new { role = role.ToName() }));
        }

        if (changes.Disabled is { } disabled && disabled != member.DisabledAt is not null)
        {
            member.DisabledAt = disabled ? time.GetUtcNow() : null;
            db.LogActivity(caller, disabled ? "member.disabled" : "member.enabled", "member", member.UserId);
        }
    }

    private static async Task<Result<Done>> CommitAsync(StudioDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbUpdateException ex) when (ex.InnerException is DbException { SqlState: "23514" })
        {
            return Error.Conflict("last_owner", "This is the last active owner, and an organization keeps one. Make somebody else an owner first.");
        }
    }
}
