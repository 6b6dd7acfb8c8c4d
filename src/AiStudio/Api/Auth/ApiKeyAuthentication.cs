using System.Security.Claims;
using System.Text.Encodings.Web;
using AiStudio.Api.OpenAi;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Auth;

/// <summary>
/// Reads <c>Authorization: Bearer ais_…</c>, and no other place: never the address, which ends up in logs and histories.
/// Whatever is wrong with a key, the answer is the same.
/// </summary>
internal sealed class ApiKeyAuthentication(
    ApiKeyLookup keys, ApiKeyUse use, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiKey";
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (await keys.FindAsync(header[Bearer.Length..].Trim(), Context.RequestAborted) is not { } grant)
            return AuthenticateResult.Fail("No key in force.");

        use.Saw(grant);
        Context.Features.Set(grant);
        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(grant), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(OpenAiErrors.InvalidKey);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteAsync(OpenAiErrors.OutOfScope(KeyPolicies.ScopeOf(Context.GetEndpoint())));

    private Task WriteAsync(OpenAiError error) =>
        Request.Path.StartsWithSegments("/v1") ? error.WriteAsync(Context) : new Refusal(error.Status, error.Type, error.Code, error.Message).WriteAsync(Context);

    private static ClaimsPrincipal PrincipalOf(ApiKeyGrant grant)
    {
        var creator = grant.Creator;
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, creator.UserId.ToString()),
            new(KeyPolicies.KeyClaim, grant.KeyId.ToString()),
            new(ClaimTypes.Email, creator.Email),
            new(StudioClaims.DisplayName, creator.DisplayName),
            new(StudioClaims.Organization, creator.OrganizationId.ToString()),
            new(ClaimTypes.Role, creator.Role.ToName()),
        ];
        foreach (var scope in grant.Scopes)
            claims.Add(new(KeyPolicies.ScopeClaim, scope.ToName()));
        return new(new ClaimsIdentity(claims, Name, StudioClaims.DisplayName, ClaimTypes.Role));
    }
}
