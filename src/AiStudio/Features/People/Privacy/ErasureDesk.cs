using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.People.Members;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Privacy;

/// <summary>Begins the erasure of a person: their access ends at once, their texts go with the job.</summary>
internal sealed class ErasureDesk(StudioDatabase database, JobService jobs)
{
    public const string Asked = "member.erasure_asked";
    public const int ShortestReason = 5;
    public const int LongestReason = 500;

    /// <summary>Whom it is about. Errors: <c>not_admin</c>, <c>above_own_role</c> (forbidden), <c>no_member</c> (not found), <c>yourself</c> (conflict).</summary>
    public async Task<Result<Erasable>> FindAsync(Caller caller, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await FindAsync(db, caller, userId, cancellationToken);
    }

    /// <summary>The job's id. Errors: those of <see cref="FindAsync(Caller, Guid, CancellationToken)"/>, <c>reason_missing</c>, <c>address_differs</c> (invalid), <c>last_owner</c> (conflict).</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="reason">Why, for the activity log.</param>
    /// <param name="address">The person's mail address, typed: so that nobody erases the wrong one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Guid>> BeginAsync(Caller caller, Guid userId, string reason, string address, CancellationToken cancellationToken)
    {
        if (reason.Trim().Length is < ShortestReason or > LongestReason)
            return Error.Invalid("reason_missing", $"Say in {ShortestReason} to {LongestReason} characters why.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from organization where id = {caller.OrganizationId} for no key update", cancellationToken);
        var person = await FindAsync(db, caller, userId, cancellationToken);
        if (!person.Succeeded)
            return person.Error;
        if (!string.Equals(person.Value.Email, address.Trim(), StringComparison.OrdinalIgnoreCase))
            return Error.Invalid("address_differs", "That is not this person's address. Type it as it stands above.");
        if (await IsLastOwnerAsync(db, userId, cancellationToken))
            return Error.Conflict("last_owner", "This is the last active owner, and an organization keeps one. Make somebody else an owner first.");
        await db.Database.ExecuteSqlAsync($"""
            update membership set disabled_at = coalesce(disabled_at, now()), erased_at = now() where org_id = {caller.OrganizationId} and user_id = {userId}
            """, cancellationToken);
        var job = await jobs.EnqueueAsync(db, new NewJob(ErasePerson.JobKind, userId, ErasePerson.Arguments(userId)) { MaxAttempts = 10 }, cancellationToken);
        db.LogActivity(caller, Asked, "member", userId, new { reason = reason.Trim(), job });
        await db.CommitAsync(cancellationToken);
        return job;
    }

    private static async Task<Result<Erasable>> FindAsync(StudioDb db, Caller caller, Guid userId, CancellationToken cancellationToken)
    {
        var actor = await db.Set<Membership>().AsNoTracking().SingleOrDefaultAsync(row => row.OrganizationId == caller.OrganizationId && row.UserId == caller.UserId, cancellationToken);
        if (RoleLattice.CheckManages(actor) is { } refused)
            return refused;
        var person = await db.Database.SqlQuery<Erasable>($"""
            select u.id as "Id", u.display_name as "Name", u.email as "Email", m.role as "Role", m.erased_at as "ErasedAt"
            from membership m join app_user u on u.id = m.user_id where m.org_id = {caller.OrganizationId} and m.user_id = {userId}
            """).SingleOrDefaultAsync(cancellationToken);
        if (person is null)
            return MemberService.NoMember;
        if (userId == caller.UserId)
            return Error.Conflict("yourself", "Nobody erases themselves: ask another admin.");
        return RoleLattice.CheckReach(actor!, RoleNames.Parse(person.Role)!.Value) is { } tooHigh ? tooHigh : person;
    }

    private static Task<bool> IsLastOwnerAsync(StudioDb db, Guid userId, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select not exists (
          select 1 from membership where org_id = {db.Scope.OrganizationId} and user_id <> {userId} and role = 'owner' and disabled_at is null) as "Value"
        """).SingleAsync(cancellationToken);
}
