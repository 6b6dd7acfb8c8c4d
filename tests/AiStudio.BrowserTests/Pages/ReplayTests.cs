using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

public sealed class ReplayTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Admin_FromAThumbDown_ReplaysOnTheNewPrompt_AndSeesWhatIsDifferent()
    {
        var (member, admin) = (await app.NewPersonAsync(Role.Member), await app.NewPersonAsync(Role.Admin));
        var call = await TraceVisits.ThumbDownAsync(app, await VisitAsync(app, member), "/");
        await app.Database.ExecuteAsync("""
            insert into prompt_version (org_id, id, prompt_id, version, content_hash, template, note)
            select org_id, time_ordered_id(), id, '9.0.0', sha256('new'), 'Answer in one sentence.', 'Shorter' from prompt where slug = 'assistant'
            """);
        var visitor = await VisitAsync(app, admin);
        var page = visitor.Page;

        await visitor.GoAsync($"/traces/{call}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Replay", Exact = true }).ClickAsync();
        await page.GetByLabel("Everything but the prompt or the model").CheckAsync();
        await page.GetByLabel("Prompt version", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "9.0.0: Shorter" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open it in its trace first." }).ClickAsync();
        await page.GetByLabel("Why do you have to read it?").FillAsync("They complained to the help desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open this chat" }).ClickAsync();
        await Expect(page.GetByText("This is a private chat, so its text is closed.")).ToHaveCountAsync(0);

        await visitor.GoAsync($"/traces/{call}/replay");
        await page.GetByLabel("Everything but the prompt or the model").CheckAsync();
        await page.GetByLabel("Prompt version", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "9.0.0: Shorter" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay", Exact = true }).ClickAsync();

        await Expect(page.GetByText("with version 9.0.0")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Both answers" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("The answer is", new() { Exact = false })).ToBeVisibleAsync();
        var findings = new List<string>();
        await Screens.EachAsync(page, "ReplayPage candidate", view => Inspection.LookAsync(page, view, findings));
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }
}
