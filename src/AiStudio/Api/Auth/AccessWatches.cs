using System.Security.Claims;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Auth;

/// <summary>Opens watches over requests and connections that stay.</summary>
internal sealed class AccessWatches(SessionCheck sessions, ApiKeyLookup keys, TimeProvider time)
{
    public AccessWatch Open(ClaimsPrincipal principal) => new(sessions, keys, time, principal);
}
