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
        ChangeAsync(caller, userId, role, "member.role_changed", member => member.Role = role, cancellationToken);

    public Task<Result<Done>> DisableAsync(Caller caller, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(caller, userId, null, "member.disabled", member => member.DisabledAt = time.GetUtcNow(), cancellationToken);

    public Task<Result<Done>> EnableAsync(Caller caller, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(caller, userId, null, "member.enabled", member => member.DisabledAt = null, cancellationToken);

    private async Task<Result<Done>> ChangeAsync(
        Caller caller, Guid userId, Role? newRole, string action, Action<Membership> change, CancellationToken cancellationToken)
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
            return Error.NotFound("no_member", "This person is not a member of the organization.");
        }

        if (RoleLattice.CheckReach(actor!, newRole > member.Role ? newRole.Value : member.Role) is { } tooHigh)
        {
            return tooHigh;
        }

        var before = member.Role;
        change(member);
        db.LogActivity(caller, action, "member", userId, newRole is null ? null : new { from = before.ToName(), to = newRole.Value.ToName() });
        return await CommitAsync(db, cancellationToken);
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
