using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages of backtests are reached.</summary>
internal static class BacktestVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        PageVisit.To("BacktestsPage", "/backtests", Role.Admin),
        new("BacktestsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/backtests")),
        PageVisit.To("NewBacktestPage", "/backtests/new", Role.Admin),
        new("NewBacktestPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/backtests/new")),
        new("NewBacktestPage", "no calls", Role.Admin, NoCallsAsync),
        new("BacktestPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/backtests/{Guid.CreateVersion7()}")),
        new("BacktestPage", "won", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/backtests/{await WonAsync(app)}")),
        new("BacktestPage", "nothing", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/backtests/{await WonAsync(app)}?show=errors")),
        new("ReplayPage", "judged", Role.Admin, JudgedAsync),
    ];

    private static async Task NoCallsAsync(StudioApp app, Visitor visitor)
    {
        await NewJudgeAsync(app);
        var page = visitor.Page;
        await visitor.GoAsync("/backtests/new?rating=down&error=any&slow=99");
        await Expect(page.GetByText("rated thumbs down, that failed, that took at least")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Slow", Exact = true }).ClickAsync();
        await Expect(page.GetByText("that took at least 10.00 s")).ToBeVisibleAsync();
        await page.GetByLabel("Model", new() { Exact = true }).Last.FillAsync("balanced");
        await page.GetByLabel("Judge", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.GetByText("This judge is not calibrated")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the price" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No call is like that.");
    }

    /// <summary>From a thumbs down to the backtest of it, and from there to both answers.</summary>
    private static async Task JudgedAsync(StudioApp app, Visitor visitor)
    {
        await NewJudgeAsync(app);
        var page = visitor.Page;
        await TraceVisits.ThumbDownAsync(app, visitor, "/traces?rating=down");
        await page.GetByRole(AriaRole.Link, new() { Name = "Backtest these…" }).ClickAsync();
        await Expect(page.GetByText("Calls in the last seven days, rated thumbs down.")).ToBeVisibleAsync();
        await Visitor.SettledAsync(page);
        await page.GetByLabel("Model", new() { Exact = true }).Last.FillAsync("balanced");
        await page.GetByLabel("Judge", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the price" }).ClickAsync();
        await Expect(page.GetByText("of which the judge may take")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No answer has been judged").Or(page.GetByText("Better on 0 of"))).ToBeVisibleAsync(new() { Timeout = 60_000 });
        // The local model is no judge: what it would have said is put in its place.
        await app.Database.ExecuteAsync("update replay set passed_before = false, passed_after = true, judge_error = null where backtest_id = $1", Guid.Parse(new Uri(page.Url).Segments[^1]));
        await visitor.GoAsync(new Uri(page.Url).AbsolutePath + "?show=wins");
        await page.GetByRole(AriaRole.Link, new() { Name = "Call 1", Exact = true }).ClickAsync();
        await Expect(page.GetByText("What does the judge say?")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Both answers" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    private static Task<int> NewJudgeAsync(StudioApp app) => app.Database.ExecuteAsync("""
        insert into eval_judge (org_id, id, name, rubric, model, content_hash)
        select a.org_id, time_ordered_id(), 'A careful reader', 'It says plainly what it cannot do.', 'balanced', sha256('reader') from assistant a
        where a.is_default and not exists (select 1 from eval_judge j where j.org_id = a.org_id and j.name = 'A careful reader')
        """);

    // Forty pairs: of every ten, eight are won, one is lost and one is alike.
    private static async Task<Guid> WonAsync(StudioApp app)
    {
        await NewJudgeAsync(app);
        var id = Guid.CreateVersion7();
        await app.Database.ExecuteAsync("""
            with made as (
              insert into backtest (org_id, id, name, model, judge_id, judge_hash, filter, calls, estimate_nano_usd, budget_nano_usd, state, created_by, ended_at)
              select j.org_id, $1, 'Thumbs down of last week', 'balanced', j.id, j.content_hash, '{"query":"rating=down&feature=chat","most":100}', 40, 90000000, 100000000, 'ended', time_ordered_id(), now()
              from eval_judge j where j.name = 'A careful reader' returning org_id)
            insert into replay (org_id, id, call_id, backtest_id, mode, model, state, same_answer, length_before, length_after, declined_before, declined_after, passed_before, passed_after, requested_by, ended_at)
            select org_id, time_ordered_id(), time_ordered_id(), $1, 'candidate', 'balanced', 'done', n % 10 = 9, 420 + n, 380 + n * 3 % 50, n % 10 = 1, false, n % 10 = 8, n % 10 <> 8 and n % 10 <> 9, time_ordered_id(), now()
            from made cross join generate_series(1, 40) n
            """, id);
        return id;
    }
}
