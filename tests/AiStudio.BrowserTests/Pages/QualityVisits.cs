using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages about quality, activity and replays are reached.</summary>
internal static class QualityVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        PageVisit.To("ActivityPage", "/activity", Role.Admin),
        new("ActivityPage", "nothing", Role.Admin, (_, visitor) => visitor.GoAsync("/activity?to=2020-01-01")),
        new("ActivityPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/activity")),
        new("QualityPage", "figures", Role.Admin, FiguresAsync),
        new("QualityPage", "nothing", Role.Admin, (_, visitor) => visitor.GoAsync("/quality?from=2020-01-01&to=2020-01-02")),
        new("QualityPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/quality")),
        new("StartReplayPage", "", Role.Admin, (_, visitor) => visitor.GoAsync($"/traces/{Guid.CreateVersion7()}/replay")),
        new("ReplayPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/replays/{Guid.CreateVersion7()}")),
        new("ReplayPage", "frozen", Role.Admin, ReplayAsync),
    ];

    private static async Task FiguresAsync(StudioApp app, Visitor visitor)
    {
        await app.Database.ExecuteAsync("""
            insert into call (org_id, id, started_at, feature, requested_model, served_model, provider, streamed, ending, error_code, duration_ms, first_token_ms, cost_nano_usd)
            select o.id, time_ordered_id(), now() - n * interval '37 minutes', 'chat', 'balanced', (array['gpt-4.1-mini', 'claude-haiku'])[1 + n % 2], (array['OpenAI', 'Anthropic'])[1 + n % 2], true,
                   case when n % 17 = 0 then 'failed' else 'completed' end, case when n % 17 = 0 then 'provider_timeout' end, 900 + (n * 7919) % 6000, 200 + (n * 104729) % 900, 1000
            from organization o cross join generate_series(1, 160) n
            """);
        await app.Database.ExecuteAsync("select fold_call_hours(now() - interval '8 days')");
        await app.Database.ExecuteAsync("select close_call_days(1000)");
        await visitor.GoAsync("/quality");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "90 days" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "90 days" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(visitor.Page.GetByText("How long do answers take, by model?")).ToBeVisibleAsync();
    }

    private static async Task ReplayAsync(StudioApp app, Visitor visitor)
    {
        var page = visitor.Page;
        var chat = await ChatWindow.OpenAsync(visitor);
        var mark = Guid.CreateVersion7().ToString();
        await chat.AskAsync($"How many days of leave are there in the first year? {mark}");
        await chat.FinishedAsync();
        // What was said is written a moment after the answer is there.
        var call = await Eventually.GetAsync(
            () => app.Database.ScalarAsync<Guid>("""
                select m.call_id from message m join call_payload p on p.org_id = m.org_id and p.call_id = m.call_id
                join message q on q.org_id = m.org_id and q.id = m.parent_id and q.parts::text like '%' || $1 || '%'
                """, mark),
            found => found != default, "Keeping what was said");
        await visitor.GoAsync($"/traces/{call}/replay");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The answer is the same, word for word.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }
}
