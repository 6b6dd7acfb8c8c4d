using System.Security.Claims;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Auth;

/// <summary>Opens watches over requests and connections that stay.</summary>
internal sealed class AccessWatches(SessionCheck sessions, ApiKeyLookup keys, TimeProvider time)
{
    /// <param name="principal">Who opened it.</param>
    /// <param name="scope">What a key needs for it.</param>
    public AccessWatch Open(ClaimsPrincipal principal, ApiKeyScope scope = ApiKeyScope.Chat) => new(sessions, keys, time, principal, scope);
}
