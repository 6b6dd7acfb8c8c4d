using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Spend;

public sealed class YesterdayTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    // One story: each step needs the one before.
    [Fact]
    public async Task Finance_WhoAsksWhyYesterdayCostMore_SeesItAtOnceAndOpensItsRows()
    {
        await SpendSeed.MakeAsync(app);
        var finance = await VisitAsync(app, await app.NewPersonAsync(Role.Finance));
        var page = finance.Page;
        await finance.GoAsync("/");

        await page.GetByRole(AriaRole.Link, new() { Name = "Spend", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Yesterday", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Why did it cost more than") })).ToBeVisibleAsync();
        await Expect(page.GetByText($"{SpendSeed.Mover}: {SpendSeed.Change}, 40 calls more. Everything else together: no change.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "What moved most" }).GetByRole(AriaRole.Link, new() { Name = SpendSeed.Mover }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$14.26 for 46 calls" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Calls" }).Locator("tbody tr")).ToHaveCountAsync(46);
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Trace of") })).ToHaveCountAsync(0);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(file);
        Assert.Equal(1 + 46, (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
