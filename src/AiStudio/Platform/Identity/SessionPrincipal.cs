using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Platform.Identity;

/// <summary>What a session's cookie carries: the account, and the organization it works in, if any.</summary>
internal static class SessionPrincipal
{
    public static ClaimsPrincipal Create(AppUser user, Guid? organizationId, Role? role) =>
        Create(user.Id, user.Email!, user.DisplayName, user.SecurityStamp!, organizationId, role);

    public static ClaimsPrincipal Create(Guid userId, string email, string displayName, string securityStamp, Guid? organizationId, Role? role)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, userId.ToString()),
            new(ClaimTypes.Email, email),
            new(StudioClaims.DisplayName, displayName),
            new(StudioClaims.SecurityStamp, securityStamp),
        ];
        if (organizationId is not null && role is not null)
        {
            claims.Add(new(StudioClaims.Organization, organizationId.Value.ToString()));
            claims.Add(new(ClaimTypes.Role, role.Value.ToName()));
        }

        return new(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme, StudioClaims.DisplayName, ClaimTypes.Role));
    }
}
