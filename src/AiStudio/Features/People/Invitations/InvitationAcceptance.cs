using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Members;
using AiStudio.Features.People.Organizations;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Invitations;

/// <summary>What the holder of a link does with it: looks, joins with the account of that address, or makes one. Once.</summary>
internal sealed class InvitationAcceptance(
    StudioDatabase database, IdentityDb identity, UserManager<AppUser> users, InvitationLinks links, MailQueue mails, TimeProvider time)
{
    private static readonly Error NotGood = Error.NotFound("no_invitation",
        "This invitation is not good any more: it was used, withdrawn or has expired. Ask an admin of the organization for a new one.");

    public async Task<Result<InvitationOffer>> FindAsync(Guid organizationId, string token, string? proof, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(organizationId), cancellationToken);
        if (await TakeAsync(db, token, cancellationToken) is not { } invitation)
        {
            return NotGood;
        }

        var organization = await db.Set<Organization>().SingleAsync(row => row.Id == organizationId, cancellationToken);
        // Whether an address has an account is told to whoever reads its mail, not to whoever invited it.
        var isProved = links.IsProof(proof, invitation.Id);
        var hasAccount = isProved && await users.FindByEmailAsync(invitation.Email) is not null;
        return new InvitationOffer(invitation.Id, organization.Name, invitation.Email, invitation.Role, hasAccount, isProved);
    }

    /// <summary>Mails the link that proves the address to whoever holds only the other one.</summary>
    public void SendProof(Guid organizationId, string token, InvitationOffer offer) =>
        mails.Enqueue(InvitationMail.Write(offer.Email, offer.Organization, links.Mailed(organizationId, token, offer.Id)));

    public async Task<Result<Done>> JoinAsync(Guid organizationId, string token, AppUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(organizationId), cancellationToken);
        if (await TakeAsync(db, token, cancellationToken) is not { } invitation)
        {
            return NotGood;
        }

        return user.EmailConfirmed && string.Equals(invitation.Email, user.Email, StringComparison.OrdinalIgnoreCase)
            ? await AddMemberAsync(db, invitation, user.Id, cancellationToken)
            : Error.Forbidden("other_address", "This invitation is for another e-mail address. Sign out, then open the link again.");
    }

    public async Task<Result<AppUser>> CreateAccountAsync(
        Guid organizationId, string token, string? proof, string? displayName, string? password, CancellationToken cancellationToken)
    {
        var name = PersonName.Read(displayName);
        if (!name.Succeeded)
        {
            return name.Error;
        }

        await using var db = await database.BeginAsync(new TenantScope(organizationId), cancellationToken);
        if (await TakeAsync(db, token, cancellationToken) is not { } invitation || !links.IsProof(proof, invitation.Id))
        {
            return NotGood;
        }

        await using var joined = await identity.JoinAsync(db, cancellationToken);
        var user = new AppUser(invitation.Email, name.Value) { EmailConfirmed = true };
        var created = await users.CreateAsync(user, password ?? "");
        if (!created.Succeeded)
        {
            return created.ToError();
        }

        var added = await AddMemberAsync(db, invitation, user.Id, cancellationToken);
        return added.Succeeded ? user : added.Error;
    }

    // Locked, so that a link opened twice at once is used once.
    private async Task<Invitation?> TakeAsync(StudioDb db, string token, CancellationToken cancellationToken)
    {
        var hash = InvitationLinks.Hash(token);
        var found = await db.Set<Invitation>()
            .FromSql($"select * from invitation where org_id = {db.Scope.OrganizationId} and token_hash = {hash} for update")
            .ToListAsync(cancellationToken);
        if (found is not [var invitation] || !invitation.IsOpen(time.GetUtcNow()))
        {
            return null;
        }

        // Whoever has lost the right to invite since then invites nobody any more.
        var inviter = await db.Set<Membership>().AsNoTracking()
            .SingleOrDefaultAsync(row => row.OrganizationId == db.Scope.OrganizationId && row.UserId == invitation.InvitedBy, cancellationToken);
        return (RoleLattice.CheckManages(inviter) ?? RoleLattice.CheckReach(inviter!, invitation.Role)) is null ? invitation : null;
    }

    private async Task<Result<Done>> AddMemberAsync(StudioDb db, Invitation invitation, Guid userId, CancellationToken cancellationToken)
    {
        if (await db.Set<Membership>().AnyAsync(row => row.OrganizationId == invitation.OrganizationId && row.UserId == userId, cancellationToken))
        {
            return Error.Conflict("already_member", "You are a member of this organization already.");
        }

        invitation.AcceptedAt = time.GetUtcNow();
        db.Add(new Membership { OrganizationId = invitation.OrganizationId, UserId = userId, Role = invitation.Role });
        db.LogActivity(userId, "invitation.accepted", "member", userId, new { role = invitation.Role.ToName() });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
