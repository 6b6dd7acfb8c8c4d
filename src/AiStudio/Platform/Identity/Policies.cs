using Microsoft.AspNetCore.Authorization;

namespace AiStudio.Platform.Identity;

/// <summary>The policies that pages and endpoints declare. Every one asks for a signed-in member of an organization.</summary>
internal static class Policies
{
    public const string Member = "member";
    public const string Admin = "admin";
    public const string Finance = "finance";
    public const string Owner = "owner";

    public static void AddStudioPolicies(this AuthorizationOptions options)
    {
        Add(options, Member, Role.Member, Role.Finance, Role.Admin, Role.Owner);
        Add(options, Finance, Role.Finance, Role.Admin, Role.Owner);
        Add(options, Admin, Role.Admin, Role.Owner);
        Add(options, Owner, Role.Owner);
        options.DefaultPolicy = options.GetPolicy(Member)!;
        // An endpoint that forgets to declare is closed.
        options.FallbackPolicy = options.DefaultPolicy;
    }

    private static void Add(AuthorizationOptions options, string name, params Role[] roles) =>
        options.AddPolicy(name, policy => policy
            .RequireAuthenticatedUser()
            .RequireClaim(StudioClaims.Organization)
            .RequireRole(roles.Select(role => role.ToName())));
}
