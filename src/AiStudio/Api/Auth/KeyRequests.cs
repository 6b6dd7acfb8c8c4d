using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway;
using Microsoft.AspNetCore.Http.Features;

namespace AiStudio.Api.Auth;

/// <summary>What endpoints ask about the key that opened them.</summary>
internal static class KeyRequests
{
    /// <summary>The grant of the key; throws on an endpoint that declares none of <see cref="KeyPolicies"/>.</summary>
    public static ApiKeyGrant KeyGrant(this HttpContext context) => context.Features.GetRequiredFeature<ApiKeyGrant>();

    /// <summary>Who pays: the key, its creator and their organization.</summary>
    public static GatewayCaller CallerFor(this ApiKeyGrant grant, string feature) =>
        new(grant.Creator.OrganizationId, grant.Creator.UserId, grant.KeyId, feature);
}
