using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Platform.Identity;

/// <summary>What a session's cookie carries: the account, and the organization it works in, if any.</summary>
internal static class SessionPrincipal
{
    public static ClaimsPrincipal Create(string? sessionId, AppUser user, Guid? organizationId, Role? role) =>
        Create(sessionId, user.Id, user.Email!, user.DisplayName, user.SecurityStamp!, organizationId, role);

    /// <param name="sessionId">Of the session that goes on; null begins one.</param>
    /// <param name="userId">The account.</param>
    /// <param name="email">Its address.</param>
    /// <param name="displayName">What people call its person.</param>
    /// <param name="securityStamp">Changes with the password, which ends the session.</param>
    /// <param name="organizationId">Where the session works, if anywhere.</param>
    /// <param name="role">What the account may do there.</param>
    public static ClaimsPrincipal Create(
        string? sessionId, Guid userId, string email, string displayName, string securityStamp, Guid? organizationId, Role? role)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, userId.ToString()),
            new(ClaimTypes.Email, email),
            new(StudioClaims.DisplayName, displayName),
            new(StudioClaims.SecurityStamp, securityStamp),
            new(StudioClaims.Session, sessionId ?? Guid.CreateVersion7().ToString()),
        ];
        if (organizationId is not null && role is not null)
        {
            claims.Add(new(StudioClaims.Organization, organizationId.Value.ToString()));
            claims.Add(new(ClaimTypes.Role, role.Value.ToName()));
        }

        return new(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme, StudioClaims.DisplayName, ClaimTypes.Role));
    }
}
