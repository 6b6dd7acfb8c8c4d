using AiStudio.Features.Jobs;
using AiStudio.Features.Spend.Ledger;
using AiStudio.Features.Spend.Verification;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Jobs;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

public sealed class VerificationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private LedgerWriter _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await LedgerDesk.StartNodeAsync(database.Studio);

    public async ValueTask DisposeAsync() => await _ledger.StoppedAsync(CancellationToken.None);

    [Fact]
    public async Task FindAsync_SoundMoney_FindsNothing()
    {
        var (owner, _) = await MoneyAsync();

        Assert.Empty(await FindAsync(owner));
    }

    [Theory]
    [InlineData("a window holds and has settled what its calls did", "budget_window", "update budget_window set settled_nano_usd = settled_nano_usd + 1 where org_id = $1 and $2 = $2")]
    [InlineData("a window holds and has settled what its calls did", "budget_window", "update budget_window set held_nano_usd = held_nano_usd + 1 where org_id = $1 and $2 = $2")]
    [InlineData("a window holds and has settled what its calls did", "budget_window", "with gone as (delete from spend_alert where org_id = $1) delete from budget_window where org_id = $1 and $2 = $2")]
    [InlineData("a window holds and has settled what its calls did", "budget_window", "update budget_window w set settled_nano_usd = settled_nano_usd + 1 from budget b where b.org_id = w.org_id and b.id = w.budget_id and b.scope = 'unit' and w.org_id = $1 and $2 = $2")]
    [InlineData("a day's spend is the sum of its ledger entries", "daily_spend", "update daily_spend set cost_nano_usd = cost_nano_usd - 1 where org_id = $1 and $2 = $2")]
    [InlineData("a day's spend is the sum of its ledger entries", "daily_spend", "delete from daily_spend where org_id = $1 and $2 = $2")]
    [InlineData("a closed day is what was spent on it", "spend_by_", "insert into spend_closed select org_id, max(day) from daily_spend where org_id = $1 and $2 = $2 group by org_id")]
    [InlineData("a hold is settled exactly when its call has an entry", "hold", "delete from ledger_entry where org_id = $1 and call_id = $2")]
    [InlineData("a hold is settled exactly when its call has an entry", "hold", "update hold set state = 'held' where org_id = $1 and call_id = $2")]
    [InlineData("a call that has ended is settled, or there is a reason for none", "call", "delete from ledger_entry where org_id = $1 and call_id = $2")]
    [InlineData("a call that has ended is settled, or there is a reason for none", "call", "update call set cost_nano_usd = 7 where org_id = $1 and id = $2")]
    [InlineData("a settlement has its call, once", "ledger_entry", "with old as (update ledger_entry set created_at = now() - interval '11 minutes' where org_id = $1 and call_id = $2) delete from call where org_id = $1 and id = $2")]
    [InlineData("no hold outlives its lease", "hold", "update hold set lease_until = now() - interval '61 seconds' where org_id = $1 and state = 'held' and $2 = $2")]
    public async Task FindAsync_Damage_NamesRuleAndRow(string rule, string row, string damage)
    {
        var (owner, call) = await MoneyAsync();

        await database.ExecuteAsync(damage, owner.OrganizationId, call);

        Assert.Contains(await FindAsync(owner), found => found.Rule == rule && found.Row.StartsWith(row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_AsANightlyJob_WritesMismatchesIntoTheActivityLogOfTheirOrganizationOnly()
    {
        var (sound, _) = await MoneyAsync();
        var (damaged, call) = await MoneyAsync();
        await database.ExecuteAsync("update call set cost_nano_usd = 7 where org_id = $1 and id = $2", damaged.OrganizationId, call);
        await using var services = new ServiceCollection().AddJobsOn(database).AddSingleton<IJobHandler, VerifyLedger>().BuildServiceProvider();

        await new VerifyLedgersNightly(database.Studio, services.GetRequiredService<JobService>()).QueueAsync(Cancellation);
        foreach (var organization in (Guid[])[sound.OrganizationId, damaged.OrganizationId])
        {
            var job = await database.ScalarAsync<Guid>("select id from job where org_id = $1 and kind = 'verify_ledger'", organization);
            await services.GetRequiredService<JobRunner>().RunAsync(organization, job, Cancellation);
            Assert.Equal("succeeded", await database.ScalarAsync<string>("select state from job where id = $1", job));
        }

        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1", sound.OrganizationId));
        Assert.Contains($"call {call}", await database.ScalarAsync<string>(
            "select detail #>> '{rows,0,row}' from activity_log where org_id = $1 and action = 'ledger.mismatch_found'", damaged.OrganizationId), StringComparison.Ordinal);
    }

    /// <summary>Budgets of three scopes, one of them a unit's year, and a call of every kind: settled, settled with nothing, running, refused and lost.</summary>
    private async Task<(Caller Owner, Guid Settled)> MoneyAsync()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 20 * LedgerDesk.Cent);
        await database.AddBudgetAsync(owner.OrganizationId, "model", "m-2", 20 * LedgerDesk.Cent, "day");
        await database.AddBudgetAsync(owner.OrganizationId, "unit", (await database.AddUnitAsync(owner)).ToString(), 20 * LedgerDesk.Cent, "year");
        var settled = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, models: ["m-1", "m-2"]);
        var failed = LedgerDesk.Message(owner, LedgerDesk.Cent);
        var running = LedgerDesk.Ask(owner, 2 * LedgerDesk.Cent);
        var refused = LedgerDesk.Ask(owner, 21 * LedgerDesk.Cent);
        var lost = LedgerDesk.Ask(owner, LedgerDesk.Cent, lease: TimeSpan.Zero);
        foreach (var request in (HoldRequest[])[settled, failed, running, refused, lost])
        {
            await _ledger.HoldAsync(request, Cancellation);
        }

        await _ledger.SettleAsync(LedgerDesk.Used(settled, 5 * LedgerDesk.Cent), Cancellation);
        await _ledger.RecordAsync(Record(settled, CallEnding.Completed, 5 * LedgerDesk.Cent), Cancellation);
        await _ledger.SettleAsync(new(failed.CallId, failed.Caller, "", "", null, null, 0), Cancellation);
        await _ledger.RecordAsync(Record(failed, CallEnding.Failed, 0), Cancellation);
        await _ledger.RecordAsync(Record(refused, CallEnding.Refused, 0), Cancellation);
        using var reaper = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        await reaper.RunOnceAsync(Cancellation);
        return (owner, settled.CallId);
    }

    private async Task<IReadOnlyList<LedgerMismatch>> FindAsync(Caller owner)
    {
        await using var db = await database.Studio.BeginAsync(new TenantScope(owner.OrganizationId), Cancellation);
        return await LedgerVerification.FindAsync(db, Cancellation);
    }

    private static CallRecord Record(HoldRequest request, CallEnding ending, long cost) => new()
    {
        CallId = request.CallId,
        Caller = request.Caller,
        RequestedModel = "balanced",
        StartedAt = TimeProvider.System.GetUtcNow(),
        Duration = TimeSpan.FromSeconds(1),
        Streamed = true,
        Ending = ending,
        CostNanoUsd = cost,
        Attempts = [],
    };
}
