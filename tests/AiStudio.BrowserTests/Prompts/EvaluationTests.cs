using System.Text;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Prompts;

/// <summary>Evaluations as an admin uses them, with the offline model, which says of every question without documents that it is offline.</summary>
public sealed class EvaluationTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    private const string Cases = """
        {"id":"c1","input":"Who are you?","expected_contains":["extractive model"],"expected_not_contains":["25 days"],"tags":["about itself"]}
        {"id":"c2","input":"How many days of leave are there?","expected_contains":["25 days"],"tags":["leave"]}
        {"id":"c3","input":"Who decides when leave is taken?","expected_contains":["manager"],"tags":["leave"]}
        """;

    [Fact]
    public async Task Admin_ImportsASuite_RunsIt_SeesWhatFailsAndWhy_AndComparesTwoRuns()
    {
        var visitor = await AdminAsync();
        var page = visitor.Page;
        await NewSuiteAsync(visitor);
        await ImportAsync(page, Cases + "\n{\"id\":\"c4\",\"input\":\"\"}");
        await Expect(page.GetByText("Nothing was imported.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Line 4:")).ToBeVisibleAsync();
        await ImportAsync(page, Cases);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "c2" })).ToBeVisibleAsync();

        var suite = page.Url;
        await RunAsync(page, "3 cases: at most");
        await Expect(page.GetByText("Most often with leave: 2 of 2.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Failed", Exact = true }).ClickAsync();
        await Expect(page.Locator("details.result")).ToHaveCountAsync(2);
        await Expect(page.GetByText("It does not say “25 days”.")).ToBeVisibleAsync();

        await visitor.GoAsync(suite);
        await page.GetByRole(AriaRole.Link, new() { Name = "c2" }).ClickAsync();
        await page.GetByLabel("These words").FillAsync("only quote documents");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the change" }).ClickAsync();
        await Expect(page.GetByText("The next run asks it.")).ToBeVisibleAsync();
        await RunAsync(page, "3 cases: at most");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare with 1.0.0 before" }).ClickAsync();
        // The changed case is another one, so it is not compared.
        await Expect(page.GetByText("2 cases in both runs")).ToBeVisibleAsync();
        await Expect(page.GetByText("They pass and fail the same cases.").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Admin_LabelsAnswers_AndSeesWhatTheJudgeIsMissing()
    {
        var visitor = await AdminAsync();
        var page = visitor.Page;
        var name = $"Judge {Guid.CreateVersion7():n}"[..24];
        await visitor.GoAsync("/evals/judges");
        await page.GetByRole(AriaRole.Button, new() { Name = "New judge" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Rubric").FillAsync("It says plainly what it cannot do.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the judge" }).ClickAsync();
        await Expect(page.GetByText("Not known yet: 20 more answers")).ToBeVisibleAsync();
        var judge = page.Url;

        await NewSuiteAsync(visitor, name);
        await ImportAsync(page, Cases);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "c2" })).ToBeVisibleAsync();
        await RunAsync(page, "3 cases: at most");
        await page.GetByRole(AriaRole.Button, new() { Name = "Not good" }).First.ClickAsync();
        await Expect(page.GetByText("Kept, for the judge to be measured by")).ToBeVisibleAsync();

        await visitor.GoAsync(judge);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "not asked" })).ToBeVisibleAsync();
        // The offline model gives no verdict: one that cannot be read lets nothing through, as the person did.
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask the judge about 1 answer" }).ClickAsync();
        await Expect(page.GetByText("Not known yet: 19 more answers")).ToBeVisibleAsync();
        await Expect(page.GetByText("May not gate yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Admin_SavesAnAnswerOfThePlayground_AsACase()
    {
        var visitor = await AdminAsync();
        var page = visitor.Page;
        var suite = await NewSuiteAsync(visitor);
        await visitor.GoAsync("/playground?prompt=assistant&version=1.0.0");
        await page.GetByLabel("Question").FillAsync("What can you do?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a case…" }).ClickAsync();
        await page.GetByLabel("Into the suite").SelectOptionAsync(new SelectOptionValue { Label = suite });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the case" }).ClickAsync();
        await Expect(page.GetByText("The next run asks it.")).ToBeVisibleAsync();

        await visitor.GoAsync("/evals");
        await page.GetByRole(AriaRole.Link, new() { Name = suite }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "What can you do?" })).ToBeVisibleAsync();
    }

    private async Task<Visitor> AdminAsync()
    {
        var visitor = await VisitAsync(app.Address);
        await visitor.SignInAsync(await app.NewPersonAsync(Role.Admin));
        return visitor;
    }

    private static async Task<string> NewSuiteAsync(Visitor visitor, string? judge = null)
    {
        var page = visitor.Page;
        var name = $"Suite {Guid.CreateVersion7():n}"[..24];
        await visitor.GoAsync("/evals/new?prompt=assistant");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("On every new version").UncheckAsync();
        await page.GetByLabel("A version must pass").UncheckAsync();
        if (judge is not null)
            await page.GetByLabel("Judge, for tone").SelectOptionAsync(new SelectOptionValue { Label = $"{judge} (may not gate yet)" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the suite" }).ClickAsync();
        await Expect(page.GetByText("No case yet")).ToBeVisibleAsync();
        return name;
    }

    private static async Task ImportAsync(IPage page, string lines)
    {
        await page.GetByLabel("File of cases").ChooseAsync("cases.jsonl", "application/jsonl", Encoding.UTF8.GetBytes(lines));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
    }

    private static async Task RunAsync(IPage page, string price)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Run…" }).ClickAsync();
        await Expect(page.GetByText(price)).ToBeVisibleAsync();
        await page.GetByLabel("Version of").SelectOptionAsync(new SelectOptionValue { Value = await page.Locator("#run-version option", new() { HasTextString = "1.0.0" }).GetAttributeAsync("value") });
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Run again…" })).ToBeVisibleAsync(new() { Timeout = 45_000 });
    }
}
