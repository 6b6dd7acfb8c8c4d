using AiStudio.Features.People.Units;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Budgets.Course;
using AiStudio.Features.Spend.Budgets.Trial;
using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;
using AiStudio.Gateway.Audit;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

public sealed class BudgetCourseTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const long Dollar = 1_000_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private BudgetCourses Courses => new(database.Studio, new BudgetList(database.Studio));

    [Fact]
    public async Task Course_OfABudgetThatStopped_ShowsSpendWindowsAndWhoWasRefused()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "feature", "chat", 10 * LedgerDesk.Cent, "day");
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        foreach (var feature in new[] { "chat", "chat", "evals" })
        {
            var request = LedgerDesk.Ask(member, 5 * LedgerDesk.Cent, feature: feature);
            await ledger.HoldAsync(request, Cancellation);
            await ledger.SettleAsync(LedgerDesk.Used(request, 5 * LedgerDesk.Cent), Cancellation);
        }

        // Another that counts the same calls, and has room.
        var roomy = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent, "day");
        var refused = LedgerDesk.Ask(member, LedgerDesk.Cent);
        var refusal = (await ledger.HoldAsync(refused, Cancellation)).Refusal!;
        Assert.Equal((budget, 0L), (refusal.BudgetId, refusal.LeftNanoUsd));
        await ledger.RecordAsync(
            new CallRecord
            {
                CallId = refused.CallId, Caller = refused.Caller, RequestedModel = "m-1", StartedAt = TimeProvider.System.GetUtcNow(), Duration = TimeSpan.Zero, Streamed = false,
                Ending = CallEnding.Refused, ErrorCode = "budget_exhausted", RefusedBy = refusal.BudgetId, Attempts = [],
            }, Cancellation);
        await ledger.StoppedAsync(Cancellation);
        // Of these nobody knows which budget it was.
        foreach (var feature in new[] { "chat", "chat", "evals" })
        {
            await database.ExecuteAsync("""
                insert into call (org_id, id, started_at, user_id, feature, requested_model, streamed, ending, error_code, duration_ms, cost_nano_usd)
                values ($1, $2, now(), $3, $4, 'm-1', false, 'refused', 'budget_exhausted', 3, 0)
                """, owner.OrganizationId, Guid.CreateVersion7(), member.UserId, feature);
        }

        var course = (await Courses.ReadAsync(owner, budget, Cancellation)).Value!;

        Assert.Equal((10 * LedgerDesk.Cent, "chat"), (course.Budget.UsedNanoUsd, course.ScopeValue));
        Assert.Equal(10 * LedgerDesk.Cent, course.Spent[^1].NanoUsd);
        Assert.Equal(10 * LedgerDesk.Cent, course.Spent[^2].NanoUsd);
        Assert.Equal(course.Now, course.ExhaustedAt);
        var window = Assert.Single(course.Windows);
        Assert.Equal((3, 1), (window.Refused, window.People));
        Assert.NotNull(window.StoppedAt);
        Assert.Equal((member.DisplayName, "chat", 3L), (course.Refused.Single().Who, course.Refused.Single().Feature, course.Refused.Single().Calls));
        Assert.Equal(3, (await Courses.ReadAsync(owner, roomy, Cancellation)).Value!.Refused.Sum(row => row.Calls));
        var calls = new ChargedCalls(database.Studio);
        var by = (await calls.PageAsync(owner, new CallFilter(new SpendFilter(), null, null, budget), null, Cancellation)).Value!;
        Assert.Equal((1, refused.CallId), (by.TotalCalls, Assert.Single(by.Calls).Id));
        Assert.Equal([budget, roomy], by.Budgets.Select(named => named.Id));
        Assert.Equal(0, (await calls.PageAsync(owner, new CallFilter(new SpendFilter(), null, null, roomy), null, Cancellation)).Value!.TotalCalls);
        Assert.Equal("not_finance", (await Courses.ReadAsync(member, budget, Cancellation)).Error?.Code);
        Assert.Equal("no_budget", (await Courses.ReadAsync(owner, Guid.CreateVersion7(), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Course_OfAMonth_GoesByWholeDaysOfTheRollUp()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 100 * Dollar);
        await database.ExecuteAsync("""
            insert into daily_spend (org_id, day, feature, model_id, user_id, calls, cost_nano_usd)
            select $1, d, 'chat', 'm-1', u, 1, 1000000000
            from (select (now() at time zone 'Europe/Berlin')::date) n(today)
            cross join lateral (values (n.today), (date_trunc('month', n.today)::date - 1)) v(d)
            cross join unnest(array[$2, $3]) u
            """, owner.OrganizationId, owner.UserId, Guid.CreateVersion7());

        await database.ExecuteAsync("update budget set created_at = now() - interval '40 days' where id = $1", budget);
        await database.ExecuteAsync("insert into budget_window (org_id, budget_id, starts_at, ends_at, settled_nano_usd) select $1, $2, s, period_end('month', s, 'Europe/Berlin'), 1000000000 from period_start('month', now(), 'Europe/Berlin') s", owner.OrganizationId, budget);

        var course = (await Courses.ReadAsync(owner, budget, Cancellation)).Value!;

        Assert.Equal([0, 1 * Dollar, 1 * Dollar], course.Spent.Select(point => point.NanoUsd));
        Assert.Equal(course.Now, course.Spent[1].At);
    }

    [Theory]
    [InlineData("quarter", "Europe/Berlin")]
    [InlineData("year", "Europe/Berlin")]
    // By the calls themselves, where its days are not the organization's.
    [InlineData("year", "Asia/Tokyo")]
    public async Task Course_OfAUnitOverALongWindow_ShowsWhatTheWindowCounted(string period, string zone)
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var newcomer = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var unit = await database.AddUnitAsync(owner);
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "unit", unit.ToString(), 100 * LedgerDesk.Cent, period);
        await database.ExecuteAsync("update budget set time_zone = $2 where id = $1", budget, zone);
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        foreach (var caller in new[] { newcomer, owner, newcomer })
        {
            var request = LedgerDesk.Ask(caller, 9 * LedgerDesk.Cent);
            await ledger.HoldAsync(request, Cancellation);
            await ledger.SettleAsync(LedgerDesk.Used(request, 9 * LedgerDesk.Cent), Cancellation);
        }

        await ledger.StoppedAsync(Cancellation);
        // What they spent before is theirs, and not this budget's.
        await database.PlaceAsync(newcomer, unit);

        var course = (await Courses.ReadAsync(owner, budget, Cancellation)).Value!;

        Assert.Equal((9 * LedgerDesk.Cent, unit.ToString(), false), (course.Budget.UsedNanoUsd, course.ScopeValue, course.IsEmpty));
        Assert.Equal([0, 9 * LedgerDesk.Cent, 9 * LedgerDesk.Cent], course.Spent.Select(point => point.NanoUsd));
        Assert.InRange((course.Budget.RenewsAt - course.StartsAt).TotalDays, period == "year" ? 364.9 : 89.9, period == "year" ? 366.1 : 92.1);
        Assert.Null(course.ExhaustedAt);
        Assert.Equal(await database.ScalarAsync<DateTime>("select created_at from budget where id = $1", budget), course.CountsFrom.UtcDateTime);
        await database.PlaceAsync(newcomer, null);
        await database.PlaceAsync(owner, null);
        Assert.True((await Courses.ReadAsync(owner, budget, Cancellation)).Value!.IsEmpty);
    }

    [Fact]
    public async Task Course_OfAUnit_TellsOnWhichDaysPeopleCameAndLeft()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var (first, second) = (await database.AddMemberAsync(owner.OrganizationId, Role.Member), await database.AddMemberAsync(owner.OrganizationId, Role.Member));
        var (unit, other) = (await database.AddUnitAsync(owner), await database.AddUnitAsync(owner));
        var units = new UnitService(database.Studio, TimeProvider.System);
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "unit", unit.ToString(), 100 * LedgerDesk.Cent, "year");
        await database.ExecuteAsync("update budget set created_at = now() - interval '400 days' where id = $1", budget);
        // In the first days of a year there is no day before them.
        var dayBefore = await database.ScalarAsync<bool>("select date_trunc('year', now() at time zone 'Europe/Berlin') < now() at time zone 'Europe/Berlin' - interval '1 day'");
        foreach (var (person, to) in new[] { (first, (Guid?)unit), (second, unit), (first, other) })
            Assert.True((await units.AssignAsync(owner, person.UserId, to, Cancellation)).Succeeded);
        await database.ExecuteAsync("update activity_log set created_at = created_at - interval '1 day' where org_id = $1 and subject_id = $2", owner.OrganizationId, second.UserId);
        await database.ExecuteAsync("update activity_log set created_at = created_at - interval '400 days' where org_id = $1 and subject_id = $2 and detail ->> 'to' = $3", owner.OrganizationId, first.UserId, unit.ToString());
        // Of another unit, and of another organization.
        Assert.True((await units.AssignAsync(owner, owner.UserId, null, Cancellation)).Succeeded);
        var stranger = await database.CreateOrganizationAsync("Europe/Berlin");
        await database.ExecuteAsync("insert into activity_log (org_id, id, action, subject, detail) values ($1, $2, 'member.unit_changed', 'member', jsonb_build_object('to', $3::text))", stranger.OrganizationId, Guid.CreateVersion7(), unit.ToString());

        var course = (await Courses.ReadAsync(owner, budget, Cancellation)).Value!;

        Assert.Equal(dayBefore ? new[] { "1 person joined", "1 person left" } : ["1 person left"], course.Moves.Select(move => move.Words));
        Assert.True(course.Moves.All(move => move.At >= course.CountsFrom && move.At <= course.Now));
        var everybody = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent, "year");
        Assert.Empty((await Courses.ReadAsync(owner, everybody, Cancellation)).Value!.Moves);
    }

    [Theory]
    [InlineData(0, 1, "1 person left")]
    [InlineData(1_200, 0, "1,200 people joined")]
    [InlineData(2, 1, "2 people joined, 1 left")]
    public void Move_IsToldInWords(long joined, long left, string words) => Assert.Equal(words, new UnitMove(default, joined, left).Words);

    [Fact]
    public void Forecast_OfABudgetMadeInItsWindow_GoesByTheTimeItHasCounted()
    {
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var made = start.AddDays(12);
        var course = Course(start, start.AddDays(15), used: 40, [new(start, 0), new(start.AddDays(14), 20), new(start.AddDays(15), 40)]);

        Assert.Equal(start.AddDays(22.5), course.ExhaustedAt);
        Assert.Equal(start.AddDays(18), (course with { CountsFrom = made }).ExhaustedAt);
        Assert.Null((course with { CountsFrom = start.AddDays(14.9) }).ExhaustedAt);
    }

    [Fact]
    public void Forecast_GoesByTheLatestThird()
    {
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var course = Course(start, start.AddDays(15), used: 60, [new(start, 0), new(start.AddDays(10), 10), new(start.AddDays(15), 60)]);
        Assert.Equal(start.AddDays(19), course.ExhaustedAt);
        Assert.Null(Course(start, start.AddDays(15), used: 10, [new(start, 0), new(start.AddDays(10), 10), new(start.AddDays(15), 10)]).ExhaustedAt);
        Assert.Null(Course(start, start.AddHours(1), used: 60, [new(start, 0), new(start.AddHours(1), 60)]).ExhaustedAt);
        Assert.Equal(50, course.EvenNanoUsd);
    }

    [Fact]
    public async Task Trial_OnLastMonth_SaysWhatWouldHaveBeenRefused()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        await database.ExecuteAsync("""
            insert into ledger_entry (org_id, call_id, user_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
            select $1, gen_random_uuid(), $2, case when n % 2 = 0 then 'chat' else 'evals' end, 'Local', 'm-1', 1, 0, 0, 1, 0, false, 1000000000,
                   (m.first + d * interval '1 day' + n * interval '1 hour') at time zone 'Europe/Berlin'
            from (select date_trunc('month', now() at time zone 'Europe/Berlin') - interval '1 month') m(first)
            cross join generate_series(0, 1) d cross join generate_series(0, 9) n
            """, owner.OrganizationId, member.UserId);
        await RollUpAsync(owner);
        var trial = new BudgetTrial(database.Studio);

        var monthly = (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.Organization, "", BudgetPeriod.Month, 15), Cancellation)).Value!;
        Assert.Equal((20, 20 * Dollar, 5, 5 * Dollar, 1, 1), (monthly.Calls, monthly.SpentNanoUsd, monthly.RefusedCalls, monthly.RefusedNanoUsd, monthly.Windows, monthly.StoppedWindows));
        var daily = (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.User, member.Email, BudgetPeriod.Day, 10, 110), Cancellation)).Value!;
        Assert.Equal((20, 0, 2, 0), (daily.Calls, daily.RefusedCalls, daily.Windows, daily.StoppedWindows));
        var tier = (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.Tier, "pro", BudgetPeriod.Day, 3), Cancellation)).Value!;
        Assert.Equal((14L, 2L), (tier.RefusedCalls, tier.StoppedWindows));
        var feature = (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.Feature, "chat", BudgetPeriod.Hour, 0.5m), Cancellation)).Value!;
        Assert.Equal((10, 0, 10), (feature.Calls, feature.RefusedCalls, feature.Windows));
        Assert.Equal(10, (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.Feature, "chat", BudgetPeriod.Hour, 0), Cancellation)).Value!.RefusedCalls);

        var unit = await database.AddUnitAsync(member);
        await database.ExecuteAsync("update organization_unit set name = 'Sales' where id = $1", unit);
        Assert.Equal(14L, (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.Unit, "Sales", BudgetPeriod.Day, 3), Cancellation)).Value!.RefusedCalls);

        var id = await database.AddBudgetAsync(owner.OrganizationId, "feature", "evals", Dollar, "day");
        Assert.Equal(6L, (await trial.TryAsync(owner, id, new BudgetDraft("x", BudgetScope.Organization, "", BudgetPeriod.Month, 2), Cancellation)).Value!.RefusedCalls);
        Assert.Equal("budget_scope", (await trial.TryAsync(owner, new BudgetDraft("x", BudgetScope.User, "nobody@example.test", BudgetPeriod.Day, 1), Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await trial.TryAsync(member, new BudgetDraft("x", BudgetScope.Organization, "", BudgetPeriod.Day, 1), Cancellation)).Error?.Code);
    }

    [Theory]
    [InlineData(BudgetPeriod.Quarter, 3)]
    [InlineData(BudgetPeriod.Year, 12)]
    public async Task Trial_OfALongWindow_IsOnTheLastWholeOne_OrOnLastMonthWithItsShare(BudgetPeriod period, int months)
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var span = period == BudgetPeriod.Year ? "year" : "quarter";
        // Ten dollars in the last month, at noon of its tenth day.
        await EnterAsync("date_trunc('month', now() at time zone 'Europe/Berlin') - interval '1 month' + interval '10 days'", 10);
        var trial = new BudgetTrial(database.Studio);
        var draft = new BudgetDraft("x", BudgetScope.Organization, "", period, 6 * months);

        var share = (await trial.TryAsync(owner, draft, Cancellation)).Value!;
        Assert.Equal(("month", months, 10, 4, 1), (share.Span, share.Share, share.Calls, share.RefusedCalls, share.Windows));

        // From the first day of the last whole one, which the ledger has not all of before it has something older.
        await EnterAsync($"date_trunc('{span}', now() at time zone 'Europe/Berlin') - interval '{months} months'", 7);
        Assert.Equal("month", (await trial.TryAsync(owner, draft, Cancellation)).Value!.Span);
        await EnterAsync($"date_trunc('{span}', now() at time zone 'Europe/Berlin') - interval '{months} months' - interval '1 day'", 1);
        var whole = (await trial.TryAsync(owner, draft with { CapUsd = 5 }, Cancellation)).Value!;
        Assert.Equal((span, 1, 1), (whole.Span, whole.Share, whole.Windows));
        Assert.Equal(await database.ScalarAsync<DateTime>($"select date_trunc('{span}', now() at time zone 'Europe/Berlin') - interval '{months} months'"), whole.First.ToDateTime(default));
        var counted = await database.ScalarAsync<long>($"select count(*) from ledger_entry where org_id = $1 and created_at >= period_start('{span}', period_start('{span}', now(), 'Europe/Berlin') - interval '1 day', 'Europe/Berlin') and created_at < period_start('{span}', now(), 'Europe/Berlin')", owner.OrganizationId);
        Assert.Equal((counted, counted - 5), (whole.Calls, whole.RefusedCalls));
        // By calls it is the same as by days: no zone's days are the organization's but its own.
        foreach (var (cap, stopped) in new[] { (0m, 1), (5.5m, 1), (7m, counted > 7 ? 1 : 0), (10m, counted > 10 ? 1 : 0), (100m, 0) })
        {
            var byDay = (await trial.TryAsync(owner, draft with { CapUsd = cap }, Cancellation)).Value!;
            var byCall = (await trial.TryAsync(owner, draft with { CapUsd = cap, TimeZone = "Europe/Vienna" }, Cancellation)).Value!;
            Assert.Equal(byCall with { TimeZone = "", FirstStopAt = null }, byDay with { TimeZone = "", FirstStopAt = null });
            Assert.Equal(stopped, byDay.StoppedWindows);
            Assert.Equal(byCall.FirstStopAt is null, byDay.FirstStopAt is null);
            Assert.True(byDay.FirstStopAt is null || (cap is not 0 and not 7 and not 10 ? byCall.FirstStopAt == byDay.FirstStopAt : byDay.FirstStopAt <= byCall.FirstStopAt));
        }

        async Task EnterAsync(string day, int calls)
        {
            await database.ExecuteAsync($"""
                insert into ledger_entry (org_id, call_id, user_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
                select $1, gen_random_uuid(), $2, 'chat', 'Local', 'm-1', 1, 0, 0, 1, 0, false, 1000000000, ({day} + interval '12 hours' + n * interval '1 second') at time zone 'Europe/Berlin'
                from generate_series(1, $3) n
                """, owner.OrganizationId, owner.UserId, calls);
            await RollUpAsync(owner);
        }
    }

    /// <summary>The days of an organization's entries, as settlements would have written them.</summary>
    private async Task RollUpAsync(Caller owner)
    {
        await database.ExecuteAsync("delete from daily_spend where org_id = $1", owner.OrganizationId);
        await database.ExecuteAsync("""
            insert into daily_spend (org_id, day, feature, model_id, provider, user_id, calls, cost_nano_usd)
            select e.org_id, (e.created_at at time zone o.time_zone)::date, e.feature, e.model_id, e.provider, e.user_id, count(*), sum(e.cost_nano_usd)
            from ledger_entry e join organization o on o.id = e.org_id where e.org_id = $1 group by 1, 2, 3, 4, 5, 6
            """, owner.OrganizationId);
    }

    private static BudgetCourse Course(DateTimeOffset start, DateTimeOffset now, long used, IReadOnlyList<SpentPoint> spent) => new(
        new BudgetRow(Guid.CreateVersion7(), "x", BudgetScope.Organization, "", BudgetPeriod.Month, 100, 100, 100, used, 0, start.AddDays(30), null, false, "UTC"), "",
        new WindowRow(start, start.AddDays(30), used, null, 0, 0, null, null), now, spent, [], []);
}
