using AiStudio.IntegrationTests.Database;
using Npgsql;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>Periods around both clock changes, every five minutes of 48 hours before and after.</summary>
public sealed class CalendarSweepTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z")]
    // Midnight comes twice, or not at all.
    [InlineData("Atlantic/Azores", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("America/Havana", "2026-03-08T05:00:00Z", "2026-11-01T05:00:00Z")]
    [InlineData("Africa/Cairo", "2026-04-23T22:00:00Z", "2026-10-29T21:00:00Z")]
    [InlineData("Pacific/Chatham", "2026-04-04T14:00:00Z", "2026-09-26T14:00:00Z")]
    public async Task Periods_AroundClockChanges_TileTheTime(string zone, params string[] changes)
    {
        foreach (var change in changes)
        {
            var wrong = await database.ScalarAsync<string>("""
                with swept as (
                  select p.period, t.at, period_start(p.period, t.at, $1) as starts_at, period_end(p.period, period_start(p.period, t.at, $1), $1) as ends_at
                  from unnest(array['hour', 'day', 'week', 'month', 'quarter', 'year']) as p(period)
                  cross join generate_series($2::timestamptz - interval '48 hours', $2::timestamptz + interval '48 hours', interval '5 minutes') as t(at))
                select string_agg(format('%s at %s: %s to %s', period, at, starts_at, ends_at), E'\n' order by period, at)
                from (select * from swept s
                      where not (starts_at <= at and at < ends_at)
                         or period_start(period, starts_at, $1) <> starts_at
                         or period_start(period, ends_at, $1) <> ends_at
                         or period_start(period, ends_at - interval '1 microsecond', $1) <> starts_at
                      limit 10) wrong
                """, zone, change);
            Assert.Null(wrong);
        }
    }

    // Ten years: the first midnight of a quarter is skipped in Amman in 2016 and in Asuncion in 2017, Apia is on the other side of the date line since the last quarter of 2011.
    [Theory]
    [InlineData("UTC", 2024)]
    [InlineData("Europe/Berlin", 2024)]
    [InlineData("America/New_York", 2024)]
    [InlineData("Pacific/Kiritimati", 2024)]
    [InlineData("Pacific/Chatham", 2024)]
    [InlineData("Asia/Kolkata", 2024)]
    [InlineData("Asia/Amman", 2012)]
    [InlineData("America/Asuncion", 2012)]
    [InlineData("Pacific/Apia", 2008)]
    [InlineData("Asia/Damascus", 1999)]
    public async Task QuartersAndYears_OfTenYears_FollowEachOtherAndHoldWholeMonths(string zone, int from)
    {
        var wrong = await database.ScalarAsync<string>("""
            with edge as (
              select first_instant(make_timestamp($2, 1, 1, 0, 0, 0) + make_interval(months => 3 * n), $1) as at, n from generate_series(0, 40) n),
            swept as (
              select p.period, t.at, period_start(p.period, t.at, $1) as starts_at, period_end(p.period, period_start(p.period, t.at, $1), $1) as ends_at
              from unnest(array['quarter', 'year']) as p(period) cross join edge e
              cross join lateral (select e.at + step.by as at from unnest(array['-1 day', '-1 hour', '-1 microsecond', '0', '1 microsecond', '1 hour', '1 day', '40 days']::interval[]) step(by)) t)
            select string_agg(format('%s at %s: %s to %s', period, at, starts_at, ends_at), E'\n' order by period, at)
            from (select * from swept s
                  where not (starts_at <= at and at < ends_at)
                     or period_start(period, starts_at, $1) <> starts_at
                     or period_start(period, ends_at, $1) <> ends_at
                     or period_start(period, ends_at - interval '1 microsecond', $1) <> starts_at
                     -- A quarter is three months after each other, a year four quarters.
                     or (period = 'quarter' and period_end('month', period_end('month', period_end('month', starts_at, $1), $1), $1) <> ends_at)
                     or (period = 'year' and period_end('quarter', period_end('quarter', period_end('quarter', period_end('quarter', starts_at, $1), $1), $1), $1) <> ends_at)
                  limit 10) wrong
            """, zone, from);
        Assert.Null(wrong);
        Assert.Equal(41L, await database.ScalarAsync<long>(
            "select count(distinct period_start('quarter', first_instant(make_timestamp($2, 1, 1, 0, 0, 0) + make_interval(months => 3 * n), $1), $1)) from generate_series(0, 40) n", zone, from));
    }

    [Fact]
    public async Task HoldAsync_BudgetWithAZoneOfItsOwn_FollowsIt()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var owner = await database.CreateOrganizationAsync("America/New_York");
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", LedgerDesk.Cent, "day");
        await database.ExecuteAsync("update budget set time_zone = 'Asia/Tokyo' where id = $1", budget);
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);

        var refusal = (await ledger.HoldAsync(LedgerDesk.Ask(owner, 2 * LedgerDesk.Cent), cancellation)).Refusal!;

        Assert.Equal(15, refusal.RenewsAt.UtcDateTime.Hour);
        await ledger.StoppedAsync(cancellation);
    }

    [Fact]
    public async Task Budget_WithAZoneThatDoesNotExist_IsRefused()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", LedgerDesk.Cent);

        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("update budget set time_zone = 'Mars/Olympus' where id = $1", budget));
    }

    [Fact]
    public async Task SettleAsync_AfterItsPeriodHasEnded_GoesToThePeriodOfTheHold()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent, "day");
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        var late = LedgerDesk.Ask(owner, 5 * LedgerDesk.Cent);
        await ledger.HoldAsync(late, cancellation);
        // As if it had been held before midnight.
        await database.ExecuteAsync("update budget_window set starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day' where budget_id = $1", budget);
        await database.ExecuteAsync("update hold set window_starts = array[window_starts[1] - interval '1 day'] where call_id = $1", late.CallId);
        await ledger.HoldAsync(LedgerDesk.Ask(owner, LedgerDesk.Cent), cancellation);

        await ledger.SettleAsync(LedgerDesk.Used(late, 4 * LedgerDesk.Cent), cancellation);

        Assert.Equal("40000000 0, 0 10000000", await database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', settled_nano_usd, held_nano_usd), ', ' order by starts_at) from budget_window where budget_id = $1", budget));
        await ledger.StoppedAsync(cancellation);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }
}
