using AiStudio.Features.People.ApiKeys;
using Microsoft.AspNetCore.Http.Features;

namespace AiStudio.Api.Auth;

/// <summary>What endpoints ask about the key that opened them.</summary>
internal static class KeyRequests
{
    /// <summary>The grant of the key; throws on an endpoint that declares none of <see cref="KeyPolicies"/>.</summary>
    public static ApiKeyGrant KeyGrant(this HttpContext context) => context.Features.GetRequiredFeature<ApiKeyGrant>();
}
