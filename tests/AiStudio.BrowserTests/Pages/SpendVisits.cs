using AiStudio.BrowserTests.Harness;
using AiStudio.BrowserTests.Spend;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages of spend are reached.</summary>
internal static class SpendVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        new("OverviewPage", "month", Role.Finance, Seeded("/spend")),
        new("OverviewPage", "yesterday by person", Role.Admin, Seeded("/spend?from=2000-01-01&to=2000-01-01", "Yesterday", "Person")),
        new("OverviewPage", "routing, table", Role.Finance, TableAsync),
        new("OverviewPage", "filter", Role.Finance, FilterAsync),
        new("OverviewPage", "empty", Role.Finance, (_, visitor) => visitor.GoAsync("/spend?from=2020-01-01&to=2020-01-31&feature=nothing")),
        new("OverviewPage", "refused", Role.Finance, (_, visitor) => visitor.GoAsync("/spend?from=yesterday")),
        new("OverviewPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/spend")),
        new("CallsPage", "", Role.Finance, Seeded("/spend/calls")),
        new("CallsPage", "admin", Role.Admin, Seeded("/spend/calls?feature=support&model=claude-sonnet-4")),
        new("CallsPage", "of a bar", Role.Finance, BarAsync),
        new("CallsPage", "saved", Role.Finance, Seeded("/spend/calls?saved=prompt&except=feature:code")),
        new("CallsPage", "empty", Role.Finance, (_, visitor) => visitor.GoAsync("/spend/calls?ending=lost&error=nothing")),
        new("CallsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/spend/calls")),
        new("StatementsPage", "", Role.Finance, Seeded("/spend/statements")),
        new("StatementsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/spend/statements")),
        new("StatementPage", "", Role.Finance, StatementAsync),
        new("StatementPage", "gone", Role.Finance, (_, visitor) => visitor.GoAsync($"/spend/statements/2026-11/{Guid.CreateVersion7()}")),
        new("PeoplePage", "units", Role.Admin, Seeded("/people")),
    ];

    private static Func<StudioApp, Visitor, Task> Seeded(string address, params string[] links) => async (app, visitor) =>
    {
        await SpendSeed.MakeAsync(app);
        await visitor.GoAsync(address);
        foreach (var link in links)
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).Last.ClickAsync();
            await Visitor.SettledAsync(visitor.Page);
        }
    };

    private static async Task FilterAsync(StudioApp app, Visitor visitor)
    {
        await SpendSeed.MakeAsync(app);
        await visitor.GoAsync("/spend?feature=support&tier=pro&by=model");
        await visitor.Page.GetByText("Filter…").ClickAsync();
        await Expect(visitor.Page.GetByLabel("Feature", new() { Exact = true })).ToHaveValueAsync("support");
    }

    private static async Task TableAsync(StudioApp app, Visitor visitor)
    {
        await SpendSeed.MakeAsync(app);
        await visitor.GoAsync("/spend?routing=true");
        await visitor.Page.GetByText("The same as a table").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^support, .*: .*, show the calls$") }).Last).ToBeVisibleAsync();
    }

    private static async Task BarAsync(StudioApp app, Visitor visitor)
    {
        await SpendSeed.MakeAsync(app);
        await visitor.GoAsync("/spend");
        await visitor.Page.Locator(".chart a:visible").Last.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^\\$.* for .* calls?$") })).ToBeVisibleAsync();
    }

    private static async Task StatementAsync(StudioApp app, Visitor visitor)
    {
        await SpendSeed.MakeAsync(app);
        await visitor.GoAsync("/spend/statements");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Customer care", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("Who spent it?")).ToBeVisibleAsync();
    }
}
