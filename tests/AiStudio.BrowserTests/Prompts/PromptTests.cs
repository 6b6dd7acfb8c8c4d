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
        var name = $"answers-{Guid.CreateVersion7():n}"[..30];
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("Answer in kind words.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as 1.0.0" }).ClickAsync();
        await Expect(page.GetByText("No label stands here")).ToBeVisibleAsync();
        await PromoteAsync(page, name, "1.0.0");

        await page.GetByRole(AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Change {name}" })).ToBeVisibleAsync();
        await Visitor.SettledAsync(page);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("Answer in plain words.");
        await Expect(page.Locator(".diff ins")).ToHaveTextAsync("plain");
        await page.GetByLabel("What changes").FillAsync("Plain, not kind");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Plain, not kind" })).ToBeVisibleAsync();
        await page.GetByLabel("Put a label here").FillAsync("production");
        await page.GetByLabel("Why").FillAsync("Asked for by the hotline.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("it gets there through the gate only");
        await PromoteAsync(page, name, "1.1.0");

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to 1.0.0" }).ClickAsync();
        await Expect(page.GetByText("1.0.0 is in production again.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Rolled back from 1.1.0." })).ToBeVisibleAsync();
    }

    // As its promotion would.
    private async Task PromoteAsync(IPage page, string slug, string version)
    {
        await app.Database.ExecuteAsync("""
            with target as (
              select v.org_id, v.prompt_id, v.id, l.version_id as before from prompt_version v join prompt p on p.org_id = v.org_id and p.id = v.prompt_id
              left join prompt_label l on l.org_id = v.org_id and l.prompt_id = v.prompt_id and l.label = 'production'
              where p.slug = $1 and v.version = $2),
            moved as (
              insert into prompt_label (org_id, prompt_id, label, version_id) select org_id, prompt_id, 'production', id from target
              on conflict (org_id, prompt_id, label) do update set version_id = excluded.version_id)
            insert into label_move (org_id, id, prompt_id, label, from_version_id, to_version_id, reason) select org_id, gen_random_uuid(), prompt_id, 'production', before, id, 'Promoted.' from target
            """, slug, version);
        await page.ReloadAsync();
        await Visitor.SettledAsync(page);
        await Expect(page.GetByText("production stands here.")).ToBeVisibleAsync();
    }
}
