using System.Security.Claims;
using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Api;

/// <summary>Whom a request is counted under: the person of a session, or the key of a program and whose key it is.</summary>
internal sealed record RequestCaller(Guid OrganizationId, Guid UserId, Guid? ApiKeyId)
{
    public TenantScope Scope => new(OrganizationId, UserId);

    /// <summary>The key, or the person without one.</summary>
    public Guid Id => ApiKeyId ?? UserId;

    /// <summary>Null for a request that nobody signed.</summary>
    public static RequestCaller? Of(HttpContext context) =>
        context.User.ToCaller() is { } caller
            ? new RequestCaller(caller.OrganizationId, caller.UserId, context.Features.Get<ApiKeyGrant>()?.KeyId)
            : null;

    /// <summary>The same for a connection, whose requests are not at hand.</summary>
    public static RequestCaller? Of(ClaimsPrincipal principal) =>
        principal.ToCaller() is { } caller ? new RequestCaller(caller.OrganizationId, caller.UserId, KeyOf(principal)) : null;

    /// <summary>The key of a program; null for a person.</summary>
    public static Guid? KeyOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(KeyPolicies.KeyClaim), out var key) ? key : null;
}
