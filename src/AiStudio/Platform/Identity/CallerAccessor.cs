using Microsoft.AspNetCore.Components.Authorization;

namespace AiStudio.Platform.Identity;

/// <summary>Who is using this circuit. Pages ask it once per action, never keep the answer across a change of rights.</summary>
internal sealed class CallerAccessor(AuthenticationStateProvider authentication)
{
    /// <summary>The caller; throws when nobody is signed in, which an authorised page never sees.</summary>
    public async Task<Caller> GetAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return state.User.ToCaller() ?? throw new UnauthorizedAccessException("Nobody is signed in.");
    }
}
