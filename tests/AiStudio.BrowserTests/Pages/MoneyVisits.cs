using System.Text;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages of budgets, alerts and invoices are reached, with rows of each visit's own.</summary>
internal static class MoneyVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        new("BudgetPage", "running", Role.Finance, (app, visitor) => BudgetAsync(app, visitor, settled: 61_000_000_000)),
        new("BudgetPage", "stopped", Role.Admin, (app, visitor) => BudgetAsync(app, visitor, settled: 100_000_000_000)),
        new("BudgetPage", "gone", Role.Finance, GoneBudgetAsync),
        new("BudgetPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync($"/spend/budgets/{Guid.CreateVersion7()}")),
        new("CallsPage", "refused by a budget", Role.Finance, RefusedCallsAsync),
        new("BudgetsPage", "tried", Role.Finance, TriedAsync),
        new("BudgetsPage", "unit", Role.Finance, UnitBudgetAsync),
        new("BudgetPage", "unit by the year", Role.Finance, UnitYearAsync),
        new("BudgetPage", "unit that people left", Role.Finance, UnitMovesAsync),
        PageVisit.To("AlertsPage", "/spend/alerts", Role.Finance),
        new("AlertsPage", "open and past", Role.Finance, AlertsAsync),
        new("AlertsPage", "refused", Role.Finance, RefusedChannelAsync),
        new("AlertsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/spend/alerts")),
        PageVisit.To("InvoicesPage", "/spend/invoices", Role.Finance),
        new("InvoicesPage", "not in order", Role.Finance, BadInvoiceAsync),
        new("InvoicesPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/spend/invoices")),
        new("InvoicePage", "drift", Role.Finance, InvoiceAsync),
        new("InvoicePage", "gone", Role.Finance, (_, visitor) => visitor.GoAsync($"/spend/invoices/{Guid.CreateVersion7()}")),
    ];

    private static Task GoneBudgetAsync(StudioApp app, Visitor visitor)
    {
        var page = $"/spend/budgets/{Guid.CreateVersion7()}";
        visitor.Watch.Expect(page);
        return visitor.GoAsync(page);
    }

    private static async Task BudgetAsync(StudioApp app, Visitor visitor, long settled)
    {
        var budget = Guid.CreateVersion7();
        await app.Database.ExecuteAsync("""
            with made as (
              insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd, created_at) select org_id, $1, 'Contract review', 'feature', 'contract-' || $1, 'month', 100000000000, now() - interval '90 days'
              from prompt where slug = 'assistant' returning org_id, id, scope_value),
            zone as (select m.*, o.time_zone, period_start('month', now(), o.time_zone) as starts from made m join organization o on o.id = m.org_id),
            windows as (
              insert into budget_window (org_id, budget_id, starts_at, ends_at, settled_nano_usd, held_nano_usd)
              select org_id, id, period_start('month', starts - n * interval '27 days' - interval '1 day' * sign(n), time_zone), period_end('month', period_start('month', starts - n * interval '27 days' - interval '1 day' * sign(n), time_zone), time_zone),
                     case n when 0 then $2 else 80000000000 + n * 10000000000 end, case n when 0 then 4100000000 else 0 end
              from zone cross join generate_series(0, 2) n on conflict do nothing),
            spent as (
              insert into daily_spend (org_id, day, feature, model_id, calls, cost_nano_usd)
              select org_id, d::date, scope_value, 'gpt-x', 10, $2 / greatest(1, extract(day from now() at time zone time_zone)::bigint)
              from zone cross join lateral generate_series(date_trunc('month', now() at time zone time_zone), now() at time zone time_zone, interval '1 day') d)
            insert into call (org_id, id, started_at, user_id, feature, requested_model, streamed, ending, error_code, duration_ms, cost_nano_usd, refused_by)
            select z.org_id, time_ordered_id(), now() - n * interval '1 second', m.user_id, z.scope_value, 'gpt-x', true, 'refused', 'budget_exhausted', 4, 0, z.id
            from zone z cross join lateral (select user_id from membership where org_id = z.org_id order by user_id limit 2) m cross join generate_series(1, 7) n
            """, budget, settled);
        await visitor.GoAsync($"/spend/budgets/{budget}");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "How long does it last?" })).ToBeVisibleAsync();
    }

    private static async Task RefusedCallsAsync(StudioApp app, Visitor visitor)
    {
        await BudgetAsync(app, visitor, settled: 100_000_000_000);
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Who was refused" }).GetByRole(AriaRole.Link, new() { Name = "7" }).First.ClickAsync();
        await Expect(visitor.Page.GetByText("Refused by the budget “Contract review”.")).ToBeVisibleAsync();
    }

    private static async Task TriedAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/spend/budgets?new=true");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Everybody");
        await visitor.Page.GetByLabel("Cap in dollars").FillAsync("20");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Try on the past" }).ClickAsync();
        await Expect(visitor.Page.GetByText("last month").First).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("Cap in dollars")).ToHaveValueAsync("20");
    }

    private static async Task UnitBudgetAsync(StudioApp app, Visitor visitor)
    {
        var (name, page) = (await UnitAsync(app), visitor.Page);
        await visitor.GoAsync("/spend/budgets?new=true");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"{name}, quarterly");
        await page.GetByLabel("Counts", new() { Exact = true }).SelectOptionAsync("Unit");
        await page.GetByLabel("Of whom or what").FillAsync(name);
        await page.GetByLabel("Window", new() { Exact = true }).SelectOptionAsync("A quarter");
        await page.GetByLabel("Cap in dollars").FillAsync("300");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try on the past" }).ClickAsync();
        await Expect(page.GetByText("would have counted")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Counts", new() { Exact = true })).ToHaveValueAsync("Unit");
        await Expect(page.GetByLabel("Window", new() { Exact = true })).ToHaveValueAsync("Quarter");
    }

    private static async Task UnitYearAsync(StudioApp app, Visitor visitor)
    {
        var (name, page) = (await UnitAsync(app), visitor.Page);
        await visitor.GoAsync("/spend/budgets?new=true");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"{name}, yearly");
        await page.GetByLabel("Counts", new() { Exact = true }).SelectOptionAsync("Unit");
        await page.GetByLabel("Of whom or what").FillAsync(name);
        await page.GetByLabel("Window", new() { Exact = true }).SelectOptionAsync("A year");
        await page.GetByLabel("Cap in dollars").FillAsync("1200");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"{name}, yearly", Exact = true }).ClickAsync();
        await Expect(page.GetByText($"Nobody is in the unit “{name}”")).ToBeVisibleAsync();
    }

    // Two came, one left, and at last both on one day.
    private static async Task UnitMovesAsync(StudioApp app, Visitor visitor)
    {
        var (name, budget) = (await UnitAsync(app), Guid.CreateVersion7());
        await app.Database.ExecuteAsync("""
            with unit as (select * from organization_unit where name = $1),
            made as (
              insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd, stop_percent, time_zone, created_at)
              select org_id, $2, name || ', yearly', 'unit', id::text, 'year', 1200000000000, 100, 'UTC', now() - interval '400 days' from unit returning org_id, id),
            spent as (
              insert into budget_window (org_id, budget_id, starts_at, ends_at, settled_nano_usd)
              select org_id, id, s, period_end('year', s, 'UTC'), 610000000000 from made cross join period_start('year', now(), 'UTC') s returning org_id, starts_at)
            insert into activity_log (org_id, id, action, subject, subject_id, detail, created_at)
            select u.org_id, time_ordered_id(), 'member.unit_changed', 'member', time_ordered_id(), jsonb_build_object(m.way, u.id), s.starts_at + (now() - s.starts_at) * m.share
            from unit u cross join spent s cross join (values ('to', 0.1), ('to', 0.1), ('from', 0.45), ('from', 0.93), ('to', 0.93)) m(way, share)
            """, name, budget);
        await visitor.GoAsync($"/spend/budgets/{budget}");
        await Expect(visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "left" }).First).ToBeVisibleAsync();
    }

    private static async Task<string> UnitAsync(StudioApp app)
    {
        var name = $"Sales {Guid.CreateVersion7().ToString()[^6..]}";
        await app.Database.ExecuteAsync("insert into organization_unit (org_id, id, name) select org_id, time_ordered_id(), $1 from prompt where slug = 'assistant'", name);
        return name;
    }

    private static async Task AlertsAsync(StudioApp app, Visitor visitor)
    {
        await app.Database.ExecuteAsync("""
            with org as (select org_id from prompt where slug = 'assistant'),
            channel as (insert into alert_channel (org_id, id, kind, name, target) select org_id, time_ordered_id(), 'email', 'Finance list', 'finance@example.com' from org returning org_id, id),
            raised as (
              insert into alert (org_id, id, rule, subject, title, body, link, roles, tell_again_minutes, times_told, raised_at, ended_at)
              select org_id, time_ordered_id(), r.rule, $1, r.title, r.body, '/spend/budgets', array['owner', 'admin', 'finance'], 1440, 2, now() - interval '30 hours', r.ended
              from org cross join (values ('budget_stop', 'The budget “Contract review” has stopped', '100.00 of 100.00 US dollars are spent. It refuses calls until it renews or is raised; it renews on 1 Dec 2026, 00:00.', null::timestamptz),
                                          ('spend_of_model', 'Spend of gpt-4.1-mini rose by 158 % in 24 hours', '$548.91 in the last 24 hours, $212.40 in the 24 before. The calls show who and what changed.', null),
                                          ('spend_of_person', 'Pat Person spends unusually much today', '$20.00 so far; the middle day of the last 28 came to $5.00. Look at the calls, and ask the person if they are no surprise.', now() - interval '3 hours')) r(rule, title, body, ended)
              returning org_id, id)
            insert into alert_delivery (org_id, id, channel_id, alert_id, occasion, state, attempts, next_at, error, sent_at)
            select c.org_id, time_ordered_id(), c.id, a.id, 'raised', s.state, s.attempts, now() + interval '1 hour', s.error, s.sent
            from channel c join raised a on a.org_id = c.org_id
            cross join (values ('sent', 1, null, now()), ('pending', 2, 'The mail server did not take it.', null), ('failed', 8, 'The hook answered with status 500.', null)) s(state, attempts, error, sent)
            """, Guid.CreateVersion7().ToString());
        await visitor.GoAsync("/spend/alerts");
        await Expect(visitor.Page.GetByText("Spend of gpt-4.1-mini rose").First).ToBeVisibleAsync();
    }

    private static async Task RefusedChannelAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/spend/alerts");
        await visitor.Page.GetByLabel("Kind").SelectOptionAsync("Slack-compatible hook");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Team");
        await visitor.Page.GetByLabel("Address of the hook").FillAsync("http://169.254.169.254/latest");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add channel" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
    }

    private static async Task<DateOnly> ChooseAsync(StudioApp app, Visitor visitor, Func<DateOnly, string> export)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        await visitor.GoAsync("/spend/invoices");
        await visitor.Page.GetByLabel("Provider", new() { Exact = true }).SelectOptionAsync("Local");
        await visitor.Page.GetByLabel("File", new() { Exact = true }).ChooseAsync("usage.csv", "text/csv", Encoding.UTF8.GetBytes(export(month)));
        await Expect(visitor.Page.GetByLabel("Output tokens")).ToHaveValueAsync("output_tokens");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        return month;
    }

    private static async Task BadInvoiceAsync(StudioApp app, Visitor visitor)
    {
        await ChooseAsync(app, visitor, month => $"date,model,input_tokens,output_tokens,cost\n{month:yyyy-MM-dd},gpt-x,10,1,1\nyesterday,gpt-x,10,1,1\n");
        await Expect(visitor.Page.GetByText("Row 3: “yesterday” is no day")).ToBeVisibleAsync();
    }

    private static async Task InvoiceAsync(StudioApp app, Visitor visitor)
    {
        await ChooseAsync(app, visitor, month => $"""
            date,model,input_tokens,cached_input_tokens,output_tokens,cost
            {month:yyyy-MM-dd},gpt-4.1-mini-2025-04-14,1200000,400000,90000,123.4567
            {month.AddDays(1):yyyy-MM-dd},gpt-4.1-mini-2025-04-14,1100000,0,80000,101.2
            {month.AddDays(1):yyyy-MM-dd},gpt-4.1-2025-04-14,50000,0,9000,17.5
            """);
        var page = visitor.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Where does it differ?" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "gpt-4.1-mini-2025-04-14" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "gpt-4.1-mini-2025-04-14 by day" })).ToBeVisibleAsync();
    }
}
