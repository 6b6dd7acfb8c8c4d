using System.Security.Claims;

namespace AiStudio.Platform.Identity;

/// <summary>What the database says about a session now. Without a role there is no active membership in its organization.</summary>
internal sealed record CurrentSession(Guid UserId, string Email, string DisplayName, string SecurityStamp, Guid? OrganizationId, Role? Role)
{
    /// <summary>The same session with what is true now.</summary>
    public ClaimsPrincipal ToPrincipal(ClaimsPrincipal before) =>
        SessionPrincipal.Create(before.FindFirstValue(StudioClaims.Session), UserId, Email, DisplayName, SecurityStamp, OrganizationId, Role);

    public bool Matches(ClaimsPrincipal principal) =>
        principal.FindFirstValue(StudioClaims.Organization) == (Role is null ? null : OrganizationId?.ToString())
        && principal.FindFirstValue(ClaimTypes.Role) == Role?.ToName();
}
