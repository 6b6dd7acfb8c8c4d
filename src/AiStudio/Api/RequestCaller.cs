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
}
