using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Prompts;

public sealed class PromptTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Admin_WritesAPrompt_PutsItIntoProduction_ChangesIt_AndRollsItBack()
    {
        var visitor = await VisitAsync(app.Address);
        await visitor.SignInAsync(await app.NewPersonAsync(Role.Admin));
        await visitor.GoAsync("/prompts/new");
        var page = visitor.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Answers {Guid.CreateVersion7():n}"[..30]);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("Answer in kind words.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as 1.0.0" }).ClickAsync();
        await Expect(page.GetByText("No label stands here")).ToBeVisibleAsync();
        await MoveAsync(page, "Begins.");

        await page.GetByRole(AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("Answer in plain words.");
        await Expect(page.Locator(".diff ins")).ToHaveTextAsync("plain");
        await page.GetByLabel("What changes").FillAsync("Plain, not kind");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Plain, not kind" })).ToBeVisibleAsync();
        await MoveAsync(page, "Asked for by the hotline.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to 1.0.0…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put 1.0.0 back now" }).ClickAsync();
        await Expect(page.GetByText("1.0.0 is in production again.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Rolled back from 1.1.0." })).ToBeVisibleAsync();
    }

    private static async Task MoveAsync(IPage page, string reason)
    {
        await page.GetByLabel("Put a label here").FillAsync("production");
        await page.GetByLabel("Why").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(page.GetByText("production stands here.")).ToBeVisibleAsync();
    }
}
