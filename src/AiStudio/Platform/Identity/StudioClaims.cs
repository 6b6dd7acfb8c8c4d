using System.Security.Claims;

namespace AiStudio.Platform.Identity;

/// <summary>The claims of a session, and how a <see cref="Caller"/> is read from them.</summary>
internal static class StudioClaims
{
    public const string Organization = "org";
    public const string DisplayName = "display_name";
    public const string SecurityStamp = "stamp";

    /// <summary>One for all tabs of a browser, from signing in to signing out.</summary>
    public const string Session = "session";

    /// <summary>The account, also of a session that works in no organization.</summary>
    public static Guid? ToUserId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : null;

    public static Caller? ToCaller(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
        && Guid.TryParse(principal.FindFirstValue(Organization), out var organization)
        && RoleNames.Parse(principal.FindFirstValue(ClaimTypes.Role)) is { } role
            ? new Caller(organization, user, role, principal.FindFirstValue(DisplayName) ?? "", principal.FindFirstValue(ClaimTypes.Email) ?? "")
            : null;
}
