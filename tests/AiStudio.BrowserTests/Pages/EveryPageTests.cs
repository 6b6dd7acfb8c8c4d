using System.Reflection;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Data;
using Microsoft.AspNetCore.Components;

namespace AiStudio.BrowserTests.Pages;

public sealed class EveryPageTests(Chromium chromium, StudioApp app) : PageLooks(chromium, app)
{
    /// <summary>Components with a route, found in the assembly: a page that nobody visits here is a failure, not an omission.</summary>
    [Fact]
    public void Pages_OfTheApp_AreAllVisited()
    {
        // The set-up page is there once, before there are accounts: SetUpTests look at it.
        const string once = "SetUpPage";
        var pages = typeof(StudioDb).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any()).Select(type => type.Name);

        Assert.Equal(pages.Order(), PageVisits.All.Select(visit => visit.Page).Append(once).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(VisitsOf), 0)]
    public Task Page_AtEverySizeAndInBothThemes_IsAccessibleAndNeverScrollsSideways(string name) => LookAtAsync(name);
}
