using AiStudio.Features.People.ApiKeys;
using Microsoft.AspNetCore.Authorization;

namespace AiStudio.Api.Auth;

/// <summary>The policies of endpoints that programs call with a key.</summary>
internal static class KeyPolicies
{
    public const string ScopeClaim = "scope";
    public const string KeyClaim = "key";

    /// <summary>Any key in force.</summary>
    public const string Any = "key";

    private const string ScopePrefix = "key:";

    /// <summary>A key with this scope.</summary>
    public static string For(ApiKeyScope scope) => ScopePrefix + scope.ToName();

    public static string? ScopeOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<CallerScope>() is { } needs ? needs.Scope.ToName()
        : ScopeIn(endpoint?.Metadata.GetMetadata<IAuthorizeData>()?.Policy);

    /// <summary>The scope that a policy of <see cref="For"/> asks for.</summary>
    public static string? ScopeIn(string? policy) => policy?.StartsWith(ScopePrefix, StringComparison.Ordinal) == true ? policy[ScopePrefix.Length..] : null;

    public static void AddKeyPolicies(this AuthorizationOptions options)
    {
        options.AddPolicy(Any, policy => policy.AddAuthenticationSchemes(ApiKeyAuthentication.Name).RequireAuthenticatedUser());
        foreach (var scope in Enum.GetValues<ApiKeyScope>())
        {
            options.AddPolicy(For(scope), policy => policy
                .AddAuthenticationSchemes(ApiKeyAuthentication.Name).RequireAuthenticatedUser().RequireClaim(ScopeClaim, scope.ToName()));
        }
    }
}
