using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages of evaluations and the playground are reached.</summary>
internal static partial class EvalVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        PageVisit.To("PlaygroundPage", "/playground", Role.Admin),
        new("PlaygroundPage", "two answers", Role.Admin, PlaygroundAsync),
        new("PlaygroundPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/playground")),
        new("EvalsPage", "suites", Role.Admin, SuitesAsync),
        new("EvalsPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/evals")),
        PageVisit.To("NewSuitePage", "/evals/new", Role.Admin),
        new("SuitePage", "no cases", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/evals/{await NewSuiteAsync(app, cases: false)}")),
        new("SuitePage", "cases and price", Role.Admin, PriceAsync),
        new("SuitePage", "runs", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/evals/{(await RunAsync(app, visitor)).Slug}?tab=runs")),
        new("SuitePage", "settings", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/evals/{await NewSuiteAsync(app)}?tab=settings")),
        new("SuitePage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync("/evals/nothing")),
        new("CasePage", "new", Role.Admin, NewCaseAsync),
        new("CasePage", "change", Role.Admin, ChangeCaseAsync),
        new("CasePage", "gone", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/evals/{await NewSuiteAsync(app)}/cases/{Guid.CreateVersion7()}")),
        new("RunPage", "ended", Role.Admin, async (app, visitor) => await RunAsync(app, visitor)),
        new("RunPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/evals/runs/{Guid.CreateVersion7()}")),
        PageVisit.To("JudgesPage", "/evals/judges", Role.Admin),
        new("JudgesPage", "new", Role.Admin, NewJudgeAsync),
        new("JudgePage", "labelled", Role.Admin, JudgeAsync),
        new("JudgePage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/evals/judges/{Guid.CreateVersion7()}")),
        new("SuitePage", "import refused", Role.Admin, ImportAsync),
        new("RunPage", "labelled", Role.Admin, LabelledAsync),
        new("CasePage", "of a chat", Role.Admin, OfAChatAsync),
        new("ComparePage", "two runs", Role.Admin, CompareAsync),
        new("ComparePage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/evals/compare/{Guid.CreateVersion7()}/{Guid.CreateVersion7()}")),
    ];

    private static async Task PlaygroundAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/playground?prompt=assistant&version=1.0.0");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Another one beside it" }).ClickAsync();
        await page.GetByLabel("Question").FillAsync("How many days of leave are there in the first year?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Answered by", new() { Exact = false })).ToHaveCountAsync(2);
    }

    private static async Task SuitesAsync(StudioApp app, Visitor visitor)
    {
        await RunAsync(app, visitor);
        await visitor.GoAsync("/evals");
        await Expect(visitor.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
    }

    private static async Task PriceAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync($"/evals/{await NewSuiteAsync(app)}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run…" }).ClickAsync();
        await Expect(visitor.Page.GetByText("2 cases: at most")).ToBeVisibleAsync();
    }

    private static async Task NewCaseAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync($"/evals/{await NewSuiteAsync(app)}/cases/new");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a check" }).ClickAsync();
        await page.GetByLabel("The answer").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "Calls a tool" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a recording" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give a variable a value" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the case" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    private static async Task ChangeCaseAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync($"/evals/{await NewSuiteAsync(app)}");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Who are you?" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("These words")).ToHaveValueAsync("offline");
    }

    private static async Task CompareAsync(StudioApp app, Visitor visitor)
    {
        var (slug, _) = await RunAsync(app, visitor);
        await RunAsync(app, visitor, slug);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Compare with 1.0.0 before" }).ClickAsync();
        await Expect(visitor.Page.GetByText("They pass and fail the same cases.").First).ToBeVisibleAsync();
    }

    private static async Task NewJudgeAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/evals/judges");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New judge" }).ClickAsync();
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Judge {Guid.CreateVersion7():n}"[..24]);
        await Expect(visitor.Page.GetByLabel("Rubric")).ToBeVisibleAsync();
    }

    private static async Task JudgeAsync(StudioApp app, Visitor visitor)
    {
        var judge = await LabelledAsync(app, visitor);
        await visitor.GoAsync($"/evals/judges/{judge}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Ask the judge about 1 answer" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Not known yet: 19 more answers")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    private static async Task<Guid> LabelledAsync(StudioApp app, Visitor visitor)
    {
        await NewJudgeAsync(app, visitor);
        await visitor.Page.GetByLabel("Rubric").FillAsync("It says plainly what it cannot do.");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the judge" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Not known yet")).ToBeVisibleAsync();
        var judge = Guid.Parse(Address().Match(visitor.Page.Url).Value);
        var slug = await NewSuiteAsync(app);
        await app.Database.ExecuteAsync("update eval_suite set judge_id = $1 where slug = $2", judge, slug);
        await RunAsync(app, visitor, slug);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Not good" }).First.ClickAsync();
        await Expect(visitor.Page.GetByText("Kept, for the judge to be measured by")).ToBeVisibleAsync();
        return judge;
    }

    private static async Task ImportAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync($"/evals/{await NewSuiteAsync(app)}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import…" }).ClickAsync();
        await visitor.Page.GetByLabel("File of cases").ChooseAsync("cases.jsonl", "application/jsonl", "{\"id\":\"1\",\"input\":\"\"}"u8.ToArray());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("Line 1:")).ToBeVisibleAsync();
    }

    private static async Task OfAChatAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await NewSuiteAsync(app);
        var chat = await ChatWindow.OpenAsync(visitor);
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Save as a case" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("Question")).ToHaveValueAsync("What does ./studio reset do?");
    }

    /// <summary>Runs a suite by hand, to its end; the page of the run is open then.</summary>
    private static async Task<(string Slug, Guid Run)> RunAsync(StudioApp app, Visitor visitor, string? suite = null)
    {
        var slug = suite ?? await NewSuiteAsync(app);
        await visitor.GoAsync($"/evals/{slug}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run…" }).ClickAsync();
        await visitor.Page.GetByLabel("Version of").SelectOptionAsync([new SelectOptionValue { Value = (await app.Database.ScalarAsync<Guid>("select id from prompt_version where version = '1.0.0' and prompt_id = (select id from prompt where slug = 'assistant')")).ToString() }]);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("1 of 2, truly")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Run again…" })).ToBeVisibleAsync();
        return (slug, Guid.Parse(Address().Match(visitor.Page.Url).Value));
    }

    /// <summary>A suite whose first case the offline model passes and whose second one it fails.</summary>
    private static async Task<string> NewSuiteAsync(StudioApp app, bool cases = true)
    {
        var (suite, slug) = (Guid.CreateVersion7(), $"answers-{Guid.CreateVersion7():n}"[..30]);
        await app.Database.ExecuteAsync("""
            insert into eval_suite (org_id, id, slug, name, prompt_id, model, runs_on_change, gates, nightly_at)
            select org_id, $1, $2, 'Answers about leave', id, 'balanced', false, false, '03:00' from prompt where slug = 'assistant'
            """, suite, slug);
        foreach (var (question, words, tag) in cases ? new[] { ("Who are you?", "offline", "about itself"), ("How many days of leave are there in the first year?", "25 days", "leave") } : [])
        {
            await app.Database.ExecuteAsync("""
                insert into eval_case (org_id, id, suite_id, messages, checks, tags, content_hash)
                select org_id, $1, id, jsonb_build_array(jsonb_build_object('role', 'user', 'text', $3::text)), jsonb_build_array(jsonb_build_object('kind', 'contains', 'text', $4::text)), array[$5::text], sha256($3::text::bytea)
                from eval_suite where id = $2
                """, Guid.CreateVersion7(), suite, question, words, tag);
        }

        return slug;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Address();
}
