using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

/// <summary>Looks at pages as their visits reach them. The tests of one class follow one another, so the pages are shared among several.</summary>
public abstract class PageLooks(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    private const int Classes = 5;

    private protected StudioApp App => app;

    /// <summary>The pages of one of the classes, from 0.</summary>
    public static TheoryData<string> VisitsOf(int number) =>
        [.. PageVisits.All.Where(visit => !visit.IsBare).Where((_, at) => at % Classes == number).Select(visit => visit.ToString())];

    private protected async Task LookAtAsync(string name)
    {
        var visit = PageVisits.All.Single(visit => visit.ToString() == name);
        var visitor = await VisitAsync(app.Address);
        if (visit.Role is { } role)
        {
            await visitor.SignInAsync(await app.NewPersonAsync(role));
        }

        var findings = await LookAsync(visit, visitor);

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    private protected async Task<List<string>> LookAsync(PageVisit visit, Visitor visitor)
    {
        await visit.GoAsync(app, visitor);
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        var findings = new List<string>();
        await Screens.EachAsync(visitor.Page, visit.ToString(), view => Inspection.LookAsync(visitor.Page, view, findings));
        Assert.NotEmpty(await visitor.Page.TitleAsync());
        return findings;
    }
}
