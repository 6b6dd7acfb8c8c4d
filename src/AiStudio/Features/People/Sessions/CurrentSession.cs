using System.Security.Claims;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.Sessions;

/// <summary>What the database says about a session now. Without a role there is no active membership in its organization.</summary>
internal sealed record CurrentSession(Guid UserId, string Email, string DisplayName, string SecurityStamp, Guid? OrganizationId, Role? Role)
{
    public ClaimsPrincipal ToPrincipal() => SessionPrincipal.Create(UserId, Email, DisplayName, SecurityStamp, OrganizationId, Role);

    public bool Matches(ClaimsPrincipal principal) =>
        principal.FindFirstValue(StudioClaims.Organization) == (Role is null ? null : OrganizationId?.ToString())
        && principal.FindFirstValue(ClaimTypes.Role) == Role?.ToName();
}
