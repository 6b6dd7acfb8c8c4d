using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.ClosedDays;
using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Invoices;
using AiStudio.Features.Spend.Overview;
using AiStudio.Features.Spend.Statements;
using AiStudio.Features.Spend.Usage;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>Whatever is asked, by whomever: every total of every page is the plain sum of the ledger's entries.</summary>
public sealed class SpendTotalsTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const int Seed = 20251026;
    private const int Filters = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Totals_OfRandomTraffic_AreTheSumsOfTheLedger_ForEveryFilterAndRole()
    {
        SpendTraffic[] all = [await SpendTraffic.MakeAsync(database, Seed, "Europe/Berlin"), await SpendTraffic.MakeAsync(database, Seed + 1, "Atlantic/Azores")];

        foreach (var traffic in all)
        {
            Assert.Empty(await DifferencesAsync(traffic, new SpendFilter().Between(SpendTraffic.LongDay, SpendTraffic.LongDay)));
            Assert.Empty(await UsageDifferencesAsync(traffic));
        }

        // The same when days have been closed, of which some are then read from the one and some from the other.
        Assert.True(await Closing.RunOnceAsync(Cancellation) >= all.Length);
        await database.ExecuteAsync("update spend_closed set through = $2 where org_id = $1", all[1].Owner.OrganizationId, SpendTraffic.LongDay);
        foreach (var table in (string[])["spend_by_model", "spend_by_person", "daily_saving"])
            await database.ExecuteAsync($"delete from {table} where org_id = $1 and day > $2", all[1].Owner.OrganizationId, SpendTraffic.LongDay);
        foreach (var traffic in all)
        {
            for (var filter = 1; filter < Filters; filter++)
                Assert.Empty(await DifferencesAsync(traffic, traffic.AnyFilter()));
            Assert.Empty(await StatementDifferencesAsync(traffic));
            Assert.Empty(await UsageDifferencesAsync(traffic));
            await database.AssertReconciledAsync(traffic.Owner.OrganizationId);
        }

        // A locked month stays as it is when people move, on every page; one that is not locked goes with them.
        Assert.True((await new MonthLocks(database.Studio).LockAsync(all[0].Finance, new DateOnly(2025, 10, 1), Cancellation)).Succeeded);
        foreach (var traffic in all)
            await traffic.MoveEverybodyAsync();
        Assert.Empty(await StatementDifferencesAsync(all[0]));
        Assert.NotEmpty(await StatementDifferencesAsync(all[1]));
        foreach (var filter in (SpendFilter[])[new() { Unit = all[0].Units[0].ToString() }, new() { Tier = "pro" }, new() { Unit = SpendFilter.None }])
            Assert.Empty(await DifferencesAsync(all[0], filter.Between(SpendTraffic.LongDay.AddDays(-3), SpendTraffic.Last)));

        // Of another tenant there is nothing, whatever its ids are called.
        var foreign = new SpendFilter { User = all[1].Admin.UserId.ToString() }.Between(SpendTraffic.First, SpendTraffic.Last);
        Assert.Equal(SpendSum.Nothing with { }, (await Overview.ReadAsync(all[0].Finance, foreign, SpendDimension.User, Cancellation)).Value!.Total);
        Assert.Equal("no_unit", (await Statements.ReadAsync(all[0].Finance, new StatementMonth(2025, 10), all[1].Units[0].ToString(), Cancellation)).Error!.Code);

        // What proves this has to see a roll-up that is off by a billionth of a dollar.
        foreach (var (traffic, table) in all.Zip((string[])["spend_by_model", "spend_by_person"]))
        {
            await database.ExecuteAsync($"update {table} set cost_nano_usd = cost_nano_usd + 1 where ctid = (select ctid from {table} where org_id = $1 and cost_nano_usd > 0 limit 1)", traffic.Owner.OrganizationId);
            Assert.NotEmpty(await DifferencesAsync(traffic, new SpendFilter().Between(SpendTraffic.First, SpendTraffic.Last)));
        }
    }

    [Fact]
    public async Task Savings_OfACallThatRoutingSentElsewhere_CountItOnceWhateverStandsInForIt()
    {
        var owner = await database.CreateOrganizationAsync();
        var (alias, connection) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.ExecuteAsync("insert into model_alias (org_id, id, alias) values ($1, $2, 'balanced')", owner.OrganizationId, alias);
        await database.ExecuteAsync("insert into provider_connection (org_id, id, name, kind) values ($1, $2, 'Local', 'local')", owner.OrganizationId, connection);
        foreach (var list in new[] { "answer", "context_overflow", "content_refusal" })
            await database.ExecuteAsync("insert into model_alias_candidate (org_id, alias_id, list, position, connection_id, model_id) values ($1, $2, $3, 0, $4, 'large-1')", owner.OrganizationId, alias, list, connection);
        await database.ExecuteAsync("""
            insert into call (org_id, id, started_at, feature, requested_model, served_model, provider, streamed, ending, duration_ms, cost_nano_usd)
            values ($1, $2, now(), 'chat', 'balanced', 'small-1', 'Local', true, 'completed', 3, 7)
            """, owner.OrganizationId, Guid.CreateVersion7());

        var savings = (await Overview.SavingsAsync(owner, new SpendFilter(), routing: true, Cancellation)).Value!;

        Assert.Equal((0L, 1L), (savings.Routing!.Calls, savings.Routing.WithoutPrice));
    }

    private OverviewReport Overview => new(database.Studio);

    private CloseSpendDays Closing => new(database.Studio, TimeProvider.System, NullLogger<CloseSpendDays>.Instance);

    private ChargedCalls Calls => new(database.Studio);

    private StatementReport Statements => new(database.Studio);

    private async Task<IReadOnlyList<string>> DifferencesAsync(SpendTraffic traffic, SpendFilter filter)
    {
        var period = new SpendPeriod(filter.From!.Value, filter.To!.Value, default, "UTC");
        var (now, before) = (traffic.Admitted(filter, period.From, period.To).ToList(), traffic.Admitted(filter, period.Previous.From, period.Previous.To).ToList());
        var sum = new SpendSum(now.Sum(entry => entry.Cost), now.Count, before.Sum(entry => entry.Cost), before.Count);
        var found = new Differences(filter.Address(""));
        foreach (var caller in (Caller[])[traffic.Finance, traffic.Admin, traffic.Owner])
        {
            foreach (var by in caller == traffic.Finance ? Enum.GetValues<SpendDimension>() : [SpendDimension.Feature])
            {
                var overview = (await Overview.ReadAsync(caller, filter, by, Cancellation)).Value!;
                found.Compare($"{by} total", sum, overview.Total);
                found.Compare($"{by} groups", sum, overview.Groups.Aggregate(overview.Others, (left, group) => left + group.Sum));
                found.Compare($"{by} purposes", sum, overview.Purposes.Aggregate(SpendSum.Nothing, (left, purpose) => left + purpose.Sum));
                found.Compare($"{by} evaluation", now.Where(entry => entry.Feature == "evals").Sum(entry => entry.Cost), overview.Purposes.FirstOrDefault(purpose => purpose.Purpose == SpendPurpose.Evaluation)?.Sum.CostNanoUsd ?? 0);
                found.Compare($"{by} active people", now.Where(entry => entry is { User: not null, Key: null } && entry.Feature is not ("evals" or "embedding")).Select(entry => entry.User).Distinct().Count(), (int)overview.People.ActiveUsers);
                foreach (var day in overview.Days)
                    found.Compare($"{by} {day.Day}", traffic.Admitted(filter, day.Day, day.Day).Sum(entry => entry.Cost), day.Total);
                foreach (var group in overview.Groups)
                    found.Compare($"{by} {group.Name}", traffic.Admitted(group.Filter, period.From, period.To).Sum(entry => entry.Cost), group.Sum.CostNanoUsd);
                foreach (var mover in overview.Movers)
                    found.Compare($"{by} mover {mover.Name}", traffic.Admitted(mover.Filter, period.From, period.To).Sum(entry => entry.Cost) - traffic.Admitted(mover.Filter, period.Previous.From, period.Previous.To).Sum(entry => entry.Cost), mover.Sum.ChangeNanoUsd);
            }

            await CompareRowsAsync(caller, filter, now, found);
        }

        found.Compare("a member", "not_finance", (await Overview.ReadAsync(traffic.Member, filter, SpendDimension.Feature, Cancellation)).Error?.Code ?? "");
        found.Compare("a member", "not_finance", (await Calls.PageAsync(traffic.Member, new CallFilter(filter, null, null), null, Cancellation)).Error?.Code ?? "");
        return found.All;
    }

    // The rows behind a figure add up to it: page by page, and in the export.
    private async Task CompareRowsAsync(Caller caller, SpendFilter filter, List<SpendTraffic.Entry> now, Differences found)
    {
        var seen = new List<ChargedCall>();
        string? before = null;
        do
        {
            var page = (await Calls.PageAsync(caller, new CallFilter(filter, null, null), before, Cancellation)).Value!;
            found.Compare("total of calls", (now.Sum(entry => entry.Cost), (long)now.Count, now.Sum(entry => entry.Input), now.Sum(entry => entry.Output)), (page.TotalNanoUsd!.Value, page.TotalCalls!.Value, page.InputTokens!.Value, page.OutputTokens!.Value));
            seen.AddRange(page.Calls);
            before = page.Next;
        }
        while (before is not null);

        found.Compare("rows", (now.Sum(entry => entry.Cost), now.Count, now.Count), (seen.Sum(call => call.CostNanoUsd), seen.Count, seen.Select(call => call.Id).Distinct().Count()));
        var exported = 0L;
        await foreach (var call in (await Calls.AllAsync(caller, new CallFilter(filter, null, null), Cancellation)).Value!.Calls)
            exported += call.CostNanoUsd;
        found.Compare("export", now.Sum(entry => entry.Cost), exported);
    }

    private async Task<IReadOnlyList<string>> StatementDifferencesAsync(SpendTraffic traffic)
    {
        var (month, found) = (new StatementMonth(2025, 10), new Differences("statement"));
        var units = (await Statements.MonthAsync(traffic.Finance, month, Cancellation)).Value!;
        found.Compare("all units", traffic.Entries.Sum(entry => entry.Cost), units.CostNanoUsd);
        foreach (var unit in units.Units)
        {
            var expected = traffic.Admitted(new SpendFilter { Unit = unit.Key }, month.First, month.Last).ToList();
            found.Compare(unit.Name, (expected.Sum(entry => entry.Cost), (long)expected.Count), (unit.CostNanoUsd, unit.Calls));
            foreach (var caller in (Caller[])[traffic.Finance, traffic.Admin])
            {
                var statement = (await Statements.ReadAsync(caller, month, unit.Key, Cancellation)).Value!;
                foreach (var groups in new[] { statement.People, statement.Features, statement.Models })
                    found.Compare(unit.Name, expected.Sum(entry => entry.Cost), groups.Sum(group => group.Sum.CostNanoUsd));
            }
        }

        found.Compare("everybody", traffic.Entries.Sum(entry => entry.Cost), (await Statements.ReadAsync(traffic.Finance, month, StatementReport.Everybody, Cancellation)).Value!.Total.CostNanoUsd);
        found.Compare("a member", "not_finance", (await Statements.MonthAsync(traffic.Member, month, Cancellation)).Error?.Code ?? "");
        return found.All;
    }

    private async Task<IReadOnlyList<string>> UsageDifferencesAsync(SpendTraffic traffic)
    {
        var found = new Differences("usage");
        foreach (var grouping in Enum.GetValues<UsageGrouping>())
        {
            var report = (await new UsageReports(database.Studio).ReadAsync(traffic.Finance, new UsageQuery(SpendTraffic.First, SpendTraffic.Last, grouping, null, 200), Cancellation)).Value!;
            var cost = traffic.Admitted(new SpendFilter(), SpendTraffic.First, SpendTraffic.Last).Sum(entry => entry.Cost);
            found.Compare($"{grouping}", (cost, cost), (report.Totals.CostNanoUsd, report.Groups.Sum(group => group.Used.CostNanoUsd)));
        }

        return found.All;
    }

    private sealed class Differences(string what)
    {
        public List<string> All { get; } = [];

        public void Compare<T>(string name, T ledger, T page)
        {
            if (!EqualityComparer<T>.Default.Equals(ledger, page))
                All.Add($"{what} {name}: the ledger says {ledger}, the page {page}");
        }
    }
}
