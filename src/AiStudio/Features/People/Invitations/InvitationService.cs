using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Members;
using AiStudio.Features.People.Organizations;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Invitations;

/// <summary>What admins do with invitations.</summary>
internal sealed class InvitationService(StudioDatabase database, InvitationLinks links, MailQueue mails, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    public Task<Result<Invitation[]>> ListOpenAsync(Caller caller, CancellationToken cancellationToken) =>
        PageOpenAsync(caller, before: null, MemberList.MostRows, cancellationToken);

    /// <summary>The newest first, from after <paramref name="before"/> on.</summary>
    public async Task<Result<Invitation[]>> PageOpenAsync(Caller caller, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused)
        {
            return refused;
        }

        var open = db.Set<Invitation>().AsNoTracking()
            .Where(invitation => invitation.OrganizationId == caller.OrganizationId
                && invitation.AcceptedAt == null && invitation.RevokedAt == null && invitation.ExpiresAt > now);
        return await (before is { } last ? open.Where(invitation => invitation.Id < last) : open)
            .OrderByDescending(invitation => invitation.Id)
            .Take(limit)
            .ToArrayAsync(cancellationToken);
    }

    /// <summary>Mails the link and returns the one to show, which is not kept anywhere. An earlier invitation of the address ends.</summary>
    public async Task<Result<string>> InviteAsync(Caller caller, string? email, Role role, CancellationToken cancellationToken)
    {
        var address = EmailAddress.Read(email);
        if (!address.Succeeded)
        {
            return address.Error;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var actor = await LockActorAsync(db, caller.UserId, cancellationToken);
        if ((RoleLattice.CheckManages(actor) ?? RoleLattice.CheckReach(actor!, role)) is { } refused)
        {
            return refused;
        }

        if (await IsMemberAsync(db, address.Value, cancellationToken))
        {
            return Error.Conflict("already_member", "This person is a member already. Find them in the list below.");
        }

        var token = InvitationLinks.NewToken();
        var invitation = new Invitation
        {
            OrganizationId = caller.OrganizationId,
            Id = Guid.CreateVersion7(),
            Email = address.Value,
            Role = role,
            TokenHash = InvitationLinks.Hash(token),
            InvitedBy = caller.UserId,
            ExpiresAt = time.GetUtcNow() + GoodFor,
        };
        await EndEarlierAsync(db, address.Value, cancellationToken);
        db.Add(invitation);
        db.LogActivity(caller, "invitation.sent", "invitation", invitation.Id, new { role = role.ToName() });
        var organization = await db.Set<Organization>().SingleAsync(row => row.Id == caller.OrganizationId, cancellationToken);
        await db.CommitAsync(cancellationToken);
        mails.Enqueue(InvitationMail.Write(address.Value, organization.Name, links.Mailed(caller.OrganizationId, token, invitation.Id)));
        return links.Shown(caller.OrganizationId, token, invitation.Id);
    }

    public async Task<Result<Done>> RevokeAsync(Caller caller, Guid invitationId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var actor = await LockActorAsync(db, caller.UserId, cancellationToken);
        var invitation = await db.Set<Invitation>()
            .SingleOrDefaultAsync(row => row.OrganizationId == caller.OrganizationId && row.Id == invitationId && row.AcceptedAt == null, cancellationToken);
        if (invitation is null)
        {
            return Error.NotFound("no_invitation", "This invitation is not open any more.");
        }

        if ((RoleLattice.CheckManages(actor) ?? RoleLattice.CheckReach(actor!, invitation.Role)) is { } refused)
        {
            return refused;
        }

        invitation.RevokedAt = time.GetUtcNow();
        db.LogActivity(caller, "invitation.revoked", "invitation", invitation.Id);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static async Task<Membership?> LockActorAsync(StudioDb db, Guid userId, CancellationToken cancellationToken) =>
        (await db.Set<Membership>()
            .FromSql($"select * from membership where org_id = {db.Scope.OrganizationId} and user_id = {userId} for share")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    private static async Task<bool> IsMemberAsync(StudioDb db, string email, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<int>($"""
            select 1 as "Value" from membership m join app_user u on u.id = m.user_id
            where m.org_id = {db.Scope.OrganizationId} and u.normalized_email = {email.ToUpperInvariant()}
            """).AnyAsync(cancellationToken);

    private Task<int> EndEarlierAsync(StudioDb db, string email, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            update invitation set revoked_at = {time.GetUtcNow()}
            where org_id = {db.Scope.OrganizationId} and lower(email) = lower({email}) and accepted_at is null and revoked_at is null
            """, cancellationToken);
}
