using System.Reflection;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Data;
using Microsoft.AspNetCore.Components;

namespace AiStudio.BrowserTests.Pages;

public sealed class EveryPageTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    public static TheoryData<string> Visits { get; } = [.. PageVisits.All.Select(visit => visit.ToString())];

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
    [MemberData(nameof(Visits))]
    public async Task Page_AtEverySizeAndInBothThemes_IsAccessibleAndNeverScrollsSideways(string name)
    {
        var visit = PageVisits.All.Single(visit => visit.ToString() == name);
        var visitor = await VisitAsync(app.Address);
        if (visit.Role is { } role)
        {
            await visitor.SignInAsync(await app.NewPersonAsync(role));
        }

        await visit.GoAsync(app, visitor);
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        var findings = new List<string>();
        await Screens.EachAsync(visitor.Page, name, view => Inspection.LookAsync(visitor.Page, view, findings));

        Assert.NotEmpty(await visitor.Page.TitleAsync());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }
}
