using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Api.Auth;

/// <summary>
/// The policies of endpoints that people reach with their session and programs with a key of a scope. A request that carries a key is the key's,
/// whatever cookie comes along: rights of the two are never mixed.
/// </summary>
internal static class CallerPolicies
{
    /// <summary>Any session, and any key in force.</summary>
    public const string Any = "caller";

    private const string Scheme = "SessionOrKey";

    public static void AddSessionOrKey(this AuthenticationBuilder authentication) =>
        authentication.AddPolicyScheme(Scheme, displayName: null, options => options.ForwardDefaultSelector = context =>
            context.Request.Headers.Authorization.Count > 0 ? ApiKeyAuthentication.Name : IdentityConstants.ApplicationScheme);

    public static void AddCallerPolicies(this AuthorizationOptions options)
    {
        options.AddPolicy(Any, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireClaim(StudioClaims.Organization));
        foreach (var scope in Enum.GetValues<ApiKeyScope>())
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                options.AddPolicy(NameOf(scope, role), policy => policy
                    .AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireClaim(StudioClaims.Organization)
                    .RequireAssertion(decision => decision.Resource is HttpContext context && context.CallerWith(scope)?.Role >= role));
            }
        }
    }

    /// <summary>People of the role or a higher one; programs with a key that has the scope, whose creator is of the role.</summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder endpoints, ApiKeyScope scope, Role role = Role.Member)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(NameOf(scope, role)).WithMetadata(new CallerScope(scope, role));

    /// <summary>Who asks, with the rights that the endpoint's scope lends; throws on an endpoint that declares no policy of a caller.</summary>
    public static Caller ApiCaller(this HttpContext context) =>
        (context.GetEndpoint()?.Metadata.GetMetadata<CallerScope>() is { } needs ? context.CallerWith(needs.Scope) : context.User.ToCaller())
        ?? throw new InvalidOperationException("The endpoint let somebody in whom its policy does not know.");

    // A key for knowledge or evaluations alone may do with them what its creator may; with everything else it is a plain member.
    private static Caller? CallerWith(this HttpContext context, ApiKeyScope scope) => context.Features.Get<ApiKeyGrant>() switch
    {
        null => context.User.ToCaller(),
        var grant when !grant.Scopes.Contains(scope) => null,
        var grant when scope is ApiKeyScope.Knowledge or ApiKeyScope.Evals => grant.Creator with { Role = grant.CreatorRole },
        var grant => grant.Creator,
    };

    private static string NameOf(ApiKeyScope scope, Role role) => $"caller:{scope.ToName()}:{role.ToName()}";
}
