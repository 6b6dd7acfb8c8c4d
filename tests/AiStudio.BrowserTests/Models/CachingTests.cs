using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Models;

public sealed class CachingTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Setting_SavedByAnAdmin_IsThereAfterAReload()
    {
        var visitor = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await visitor.GoAsync("/models/caching");
        var page = visitor.Page;

        await page.GetByLabel("Also answer similar first questions").CheckAsync();
        await page.GetByLabel("Least similarity").FillAsync("0.925");
        await page.GetByLabel("Checked, of a hundred").FillAsync("20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved. It holds for the next question.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Visitor.SettledAsync(page);

        await Expect(page.GetByLabel("Also answer similar first questions")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Least similarity")).ToHaveValueAsync("0.925");
        await Expect(page.GetByLabel("Checked, of a hundred")).ToHaveValueAsync("20");
    }

    [Fact]
    public async Task Setting_OutOfRange_SaysWhatIsAllowed()
    {
        var visitor = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await visitor.GoAsync("/models/caching");
        await visitor.Page.GetByLabel("Keep answers, in minutes").EvaluateAsync("field => field.removeAttribute('max')");

        await visitor.Page.GetByLabel("Keep answers, in minutes").FillAsync("99999");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("0 to 10,080 minutes");
    }

    [Fact]
    public async Task Page_OfFinance_ShowsSavingsAndNoSettings()
    {
        var visitor = await VisitAsync(app, await app.NewPersonAsync(Role.Finance));
        await visitor.GoAsync("/models/caching");

        await Expect(visitor.Page.GetByText("Saved, net")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("How are answers cached?")).ToHaveCountAsync(0);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "90 days" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "90 days" })).ToHaveAttributeAsync("aria-pressed", "true");
    }
}
