using System.Reflection;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Data;
using Microsoft.AspNetCore.Components;

namespace AiStudio.BrowserTests.Pages;

/// <summary>Every component with a route, found in the assembly: a page that nobody visits here is a failure, not an omission.</summary>
public sealed class EveryPageTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    public static TheoryData<string> Pages { get; } =
        [.. typeof(StudioDb).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any()).Select(type => type.Name).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_AtEverySizeAndInBothThemes_IsAccessibleAndNeverScrollsSideways(string page)
    {
        Assert.True(PageVisits.ByPage.TryGetValue(page, out var visit), $"{page} has a route and no entry in {nameof(PageVisits)}.");
        var account = visit.Role is { } role ? await app.NewPersonAsync(role) : null;
        var visitor = await VisitAsync(app.Address);
        if (account is not null)
        {
            await visitor.SignInAsync(account);
        }

        await visitor.GoAsync(visit.Address ?? await visit.Find!(app, account));
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        Assert.NotEmpty(await visitor.Page.TitleAsync());

        var findings = new List<string>();
        await Screens.EachAsync(visitor.Page, page, view => Inspection.LookAsync(visitor.Page, view, findings));

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }
}
