using AiStudio.Features.Notifications.Alerts;
using AiStudio.Features.Spend.Alerts;
using AiStudio.Features.Spend.Ledger;
using AiStudio.Features.Traces.Retention;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

public sealed class SpendWatchTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private const long Dollar = 1_000_000_000;

    private LedgerWriter _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WatchSpend Watch => new(database.Studio, TimeProvider.System, NullLogger<WatchSpend>.Instance);

    private FollowBudgets Follow => new(database.Studio, TimeProvider.System, NullLogger<FollowBudgets>.Instance);

    public async ValueTask InitializeAsync() => _ledger = await LedgerDesk.StartNodeAsync(database.Studio);

    public async ValueTask DisposeAsync() => await _ledger.StoppedAsync(CancellationToken.None);

    [Fact]
    public async Task Change_OfAFeatureAndModel_IsToldOnceAndEndsWithHysteresis()
    {
        var owner = await database.CreateOrganizationAsync();
        await EnterAsync(owner, "chat", "m-1", 100 * Dollar, "30 hours");
        await EnterAsync(owner, "chat", "m-1", 131 * Dollar, "3 hours");
        await EnterAsync(owner, "evals", "m-2", 1 * Dollar, "30 hours");
        await EnterAsync(owner, "evals", "m-2", 9 * Dollar, "3 hours");
        await EnterAsync(owner, "titles", "m-3", 50 * Dollar, "30 hours");

        Assert.Equal(4, await Watch.RunOnceAsync(Cancellation));
        Assert.Equal(0, await Watch.RunOnceAsync(Cancellation));
        var open = await OpenAsync(owner);
        Assert.Equal(
            ["Spend of m-1 rose by 31 % in 24 hours", "Spend of m-3 has ended", "Spend of the feature chat rose by 31 % in 24 hours", "Spend of the feature titles has ended"],
            open.Select(alert => alert.Title).Order(StringComparer.Ordinal));
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        Assert.Equal($"/spend/calls?feature=chat&from={today.AddDays(-1):yyyy-MM-dd}&to={today:yyyy-MM-dd}", open.Single(alert => alert.Title.Contains("chat", StringComparison.Ordinal)).Link);

        // Down to 20 %: not what begins an alert, but more than half of it, so it lasts. Then to 10 %.
        await EnterAsync(owner, "chat", "m-1", 9 * Dollar, "30 hours");
        Assert.Equal(0, await Watch.RunOnceAsync(Cancellation));
        await EnterAsync(owner, "chat", "m-1", 10 * Dollar, "30 hours");
        Assert.Equal(2, await Watch.RunOnceAsync(Cancellation));
        Assert.Equal(2, (await OpenAsync(owner)).Length);
    }

    [Fact]
    public async Task Settings_OfTheOrganization_DecideWhatIsTold()
    {
        var owner = await database.CreateOrganizationAsync();
        await EnterAsync(owner, "chat", "m-1", 100 * Dollar, "30 hours");
        await EnterAsync(owner, "chat", "m-1", 40 * Dollar, "3 hours");
        var settings = new AlertSettings(database.Studio);
        Assert.True((await settings.SaveAsync(owner, new AlertSetting { ChangeFalls = false, TellAgainHours = 6 }, Cancellation)).Succeeded);
        await Watch.RunOnceAsync(Cancellation);
        Assert.Empty(await OpenAsync(owner));

        Assert.Equal("alert_percent", (await settings.SaveAsync(owner, new AlertSetting { ChangePercent = 0 }, Cancellation)).Error?.Code);
        Assert.True((await settings.SaveAsync(owner, new AlertSetting { ChangeFalls = true, TellAgainHours = 6 }, Cancellation)).Succeeded);
        Assert.Equal(6, (await settings.ReadAsync(owner, Cancellation)).Value!.TellAgainHours);
        await Watch.RunOnceAsync(Cancellation);
        Assert.Equal(2, (await OpenAsync(owner)).Length);
        Assert.Equal(360, await database.ScalarAsync<int>("select min(tell_again_minutes) from alert where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task Person_WithAnUnusualDay_IsToldByName_AndOneWildDayBeforeHidesNothing()
    {
        var owner = await database.CreateOrganizationAsync();
        var wild = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var steady = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        for (var day = 1; day <= 10; day++)
        {
            await DayAsync(wild, day, day == 4 ? 500 * Dollar : (4 + day % 2) * Dollar);
            await DayAsync(steady, day, (4 + day % 2) * Dollar);
        }

        await DayAsync(wild, 0, 20 * Dollar);
        await DayAsync(steady, 0, 7 * Dollar);
        await Watch.RunOnceAsync(Cancellation);

        var alert = Assert.Single(await OpenAsync(owner));
        Assert.Equal($"{wild.DisplayName} spends unusually much today", alert.Title);
        Assert.StartsWith("$20.00 so far; the middle day of the last 28 came to $5.00.", alert.Body, StringComparison.Ordinal);
        Assert.Contains($"user={wild.UserId}", alert.Link, StringComparison.Ordinal);

        await database.ExecuteAsync("update daily_spend set cost_nano_usd = $2 where org_id = $1 and user_id = $3 and day = current_date", owner.OrganizationId, 5 * Dollar, wild.UserId);
        await Watch.RunOnceAsync(Cancellation);
        Assert.Empty(await OpenAsync(owner));
    }

    [Fact]
    public async Task Model_WithoutAPrice_IsToldWithHowManyCallsItRefused()
    {
        var owner = await database.CreateOrganizationAsync();
        for (var call = 0; call < 3; call++)
        {
            await database.ExecuteAsync("""
                insert into call (org_id, id, started_at, feature, requested_model, streamed, ending, error_code, duration_ms, cost_nano_usd)
                values ($1, $2, now() - interval '1 hour', 'chat', 'brand-new', false, 'refused', 'price_unknown', 3, 0)
                """, owner.OrganizationId, Guid.CreateVersion7());
        }

        await Watch.RunOnceAsync(Cancellation);

        var alert = Assert.Single(await OpenAsync(owner));
        Assert.Equal(("Calls of brand-new are refused: it has no price", true), (alert.Title, alert.Body.StartsWith("3 in 24 hours.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Budget_ThatStops_IsRaisedAndStopsAgain_IsToldEachTime()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        await SpendAsync(owner, 100);
        Assert.Equal(["budget_70", "budget_90", "budget_stop"], (await OpenAsync(owner)).Select(alert => alert.Rule).Order(StringComparer.Ordinal));
        Assert.Equal($"/spend/budgets/{budget}", (await OpenAsync(owner))[0].Link);
        Assert.Equal(0, await Follow.RunOnceAsync(Cancellation));

        await database.RaiseAsync(owner, budget, 100 * LedgerDesk.Cent);
        Assert.Equal(3, await Follow.RunOnceAsync(Cancellation));
        Assert.Empty(await OpenAsync(owner));
        Assert.Equal(4L, await TitlesAsync(owner));

        await SpendAsync(owner, 100);
        Assert.Equal(3, await Follow.RunOnceAsync(Cancellation));
        Assert.Equal(0, await Follow.RunOnceAsync(Cancellation));
        Assert.Equal(3, (await OpenAsync(owner)).Length);
        Assert.Equal(7L, await TitlesAsync(owner));

        await database.ExecuteAsync("update budget set disabled_at = now() where id = $1", budget);
        Assert.Equal(3, await Follow.RunOnceAsync(Cancellation));
    }

    [Fact]
    public async Task BudgetOfAYear_RaisedMonthsAgo_IsToldAgainWhenItStopsAgain()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent, "year");
        await SpendAsync(owner, 100);
        await database.RaiseAsync(owner, budget, 100 * LedgerDesk.Cent);
        Assert.Equal(3, await Follow.RunOnceAsync(Cancellation));
        await database.ExecuteAsync("update alert set ended_at = now() - interval '200 days' where org_id = $1", owner.OrganizationId);

        // Longer ago than traces are kept, but its window is not over.
        await new RetentionDesk(database.Studio).RunAsync(Cancellation);
        await SpendAsync(owner, 100);

        Assert.Equal(3, await Follow.RunOnceAsync(Cancellation));
        Assert.Equal(["budget_70", "budget_90", "budget_stop"], (await OpenAsync(owner)).Select(alert => alert.Rule).Order(StringComparer.Ordinal));
        await database.ExecuteAsync("update budget_window set ends_at = now() where budget_id = $1", budget);
        await Follow.RunOnceAsync(Cancellation);
        await database.ExecuteAsync("update alert set ended_at = now() - interval '200 days' where org_id = $1", owner.OrganizationId);
        // As on the next day.
        await database.ExecuteAsync("delete from retention_run where org_id = $1", owner.OrganizationId);
        await new RetentionDesk(database.Studio).RunAsync(Cancellation);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from alert where org_id = $1", owner.OrganizationId));
    }

    private async Task<AlertRow[]> OpenAsync(Caller owner) => (await new AlertList(database.Studio).ListAsync(owner, open: true, null, Cancellation)).Value!;

    private Task<long> TitlesAsync(Caller owner) => database.ScalarAsync<long>("select count(*) from notification where org_id = $1 and owner_id = $2", owner.OrganizationId, owner.UserId);

    private async Task SpendAsync(Caller owner, int cents)
    {
        var request = LedgerDesk.Ask(owner, cents * LedgerDesk.Cent);
        Assert.Null((await _ledger.HoldAsync(request, Cancellation)).Refusal);
        await _ledger.SettleAsync(LedgerDesk.Used(request, cents * LedgerDesk.Cent), Cancellation);
    }

    private Task<int> EnterAsync(Caller owner, string feature, string model, long cost, string ago) => database.ExecuteAsync("""
        insert into ledger_entry (org_id, call_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
        values ($1, $2, $3, 'Local', $4, 10, 0, 0, 5, 0, false, $5, now() - $6::interval)
        """, owner.OrganizationId, Guid.CreateVersion7(), feature, model, cost, ago);

    private Task<int> DayAsync(Caller member, int daysAgo, long cost) => database.ExecuteAsync(
        "insert into daily_spend (org_id, day, feature, model_id, user_id, calls, cost_nano_usd) values ($1, current_date - $2, 'chat', 'm-1', $3, 1, $4)",
        member.OrganizationId, daysAgo, member.UserId, cost);
}
