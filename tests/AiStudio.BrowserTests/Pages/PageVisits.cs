using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How each page of the app is reached: by whom (nobody: signed out), at which address, and what must be there.</summary>
internal static class PageVisits
{
    public static readonly IReadOnlyDictionary<string, PageVisit> ByPage = new Dictionary<string, PageVisit>
    {
        ["SignInPage"] = new(null, "/sign-in"),
    };
}

/// <param name="Role">Who opens it; null is somebody who is not signed in.</param>
/// <param name="Address">Its address, or null when <paramref name="Find"/> finds one.</param>
/// <param name="Find">Makes what the page shows and says where it is.</param>
internal sealed record PageVisit(Role? Role, string? Address, Func<StudioApp, Account?, Task<string>>? Find = null);
