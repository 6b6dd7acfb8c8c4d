using System.Security.Claims;
using AiStudio.Features.People.Members;
using AiStudio.Features.People.Organizations;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Sessions;

/// <summary>Opens sessions. Every path that creates one comes through here: sign-in, set-up, an accepted invitation, a switch, a changed password.</summary>
internal sealed class SessionService(StudioDatabase database, UserManager<AppUser> users, SessionCheck check)
{
    private const string Provider = "AiStudio";
    private const string LastOrganization = "organization";

    /// <summary>The organizations that the account may work in now.</summary>
    public async Task<IReadOnlyList<Workplace>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        // No organization yet: the database shows an account its own memberships, and nothing else.
        await using var db = await database.BeginAsync(new TenantScope(Guid.Empty, userId), cancellationToken);
        return await (
            from membership in db.Set<Membership>()
            join organization in db.Set<Organization>() on membership.OrganizationId equals organization.Id
            where membership.UserId == userId && membership.DisabledAt == null && organization.SuspendedAt == null
            orderby organization.Name, organization.Id
            select new Workplace(organization.Id, organization.Name, membership.Role)).ToListAsync(cancellationToken);
    }

    /// <summary>A session in the organization asked for, else the last one, else the first; without any membership, in none.</summary>
    public async Task<ClaimsPrincipal> CreateAsync(AppUser user, Guid? organizationId, string? sessionId, CancellationToken cancellationToken)
    {
        var workplaces = await ListAsync(user.Id, cancellationToken);
        var last = await users.GetAuthenticationTokenAsync(user, Provider, LastOrganization);
        var chosen = workplaces.FirstOrDefault(place => place.OrganizationId == organizationId)
            ?? workplaces.FirstOrDefault(place => place.OrganizationId.ToString() == last)
            ?? (workplaces is [var first, ..] ? first : null);
        if (chosen is not null && chosen.OrganizationId.ToString() != last)
        {
            await users.SetAuthenticationTokenAsync(user, Provider, LastOrganization, chosen.OrganizationId.ToString());
        }

        check.Forget(user.Id, chosen?.OrganizationId);
        return SessionPrincipal.Create(sessionId, user, chosen?.OrganizationId, chosen?.Role);
    }

    /// <summary>The organization that it is in; null: in none.</summary>
    public async Task<Guid?> OpenAsync(HttpContext context, AppUser user, Guid? organizationId, bool persistent)
    {
        // Another name, password or organization is still the session that its tabs are in.
        var sessionId = context.User.ToUserId() == user.Id ? context.User.FindFirstValue(StudioClaims.Session) : null;
        var principal = await CreateAsync(user, organizationId, sessionId, context.RequestAborted);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, principal, new AuthenticationProperties { IsPersistent = persistent });
        return principal.ToCaller()?.OrganizationId;
    }
}
