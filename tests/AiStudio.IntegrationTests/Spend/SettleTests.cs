using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AiStudio.IntegrationTests.Spend;

public sealed class SettleTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private LedgerWriter _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await LedgerDesk.StartNodeAsync(database.Studio);

    public async ValueTask DisposeAsync() => await _ledger.StoppedAsync(CancellationToken.None);

    [Fact]
    public async Task SettleAsync_SameCallManyTimesAtOnce_BooksOnce()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var second = await LedgerDesk.StartNodeAsync(database.Studio);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent);
        await _ledger.HoldAsync(request, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            (i % 2 == 0 ? _ledger : second).SettleAsync(LedgerDesk.Used(request, 5 * LedgerDesk.Cent), Cancellation).AsTask()));

        Assert.Equal((5 * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        await second.StoppedAsync(Cancellation);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task SettleAsync_ServedByTheFallback_ChargesItsBudgetAndFreesTheOthers()
    {
        var owner = await database.CreateOrganizationAsync();
        var all = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var dear = await database.AddBudgetAsync(owner.OrganizationId, "model", "dear", 20 * LedgerDesk.Cent);
        var cheap = await database.AddBudgetAsync(owner.OrganizationId, "model", "cheap", 20 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, models: ["dear", "cheap"]);
        await _ledger.HoldAsync(request, Cancellation);
        Assert.Equal((9 * LedgerDesk.Cent, 9 * LedgerDesk.Cent), (await database.HeldAsync(dear), await database.HeldAsync(cheap)));
        await database.AssertReconciledAsync(owner.OrganizationId);

        await _ledger.SettleAsync(LedgerDesk.Used(request, 5 * LedgerDesk.Cent, "cheap"), Cancellation);

        Assert.Equal(
            (5 * LedgerDesk.Cent, 0, 5 * LedgerDesk.Cent),
            (await database.SettledAsync(all), await database.SettledAsync(dear), await database.SettledAsync(cheap)));
        Assert.Equal(0, await database.HeldAsync(all) + await database.HeldAsync(dear) + await database.HeldAsync(cheap));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task SettleAsync_NothingUsed_ReleasesTheHold()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent);
        await _ledger.HoldAsync(request, Cancellation);

        await _ledger.SettleAsync(new(request.CallId, request.Caller, "", "", null, null, 0), Cancellation);

        Assert.Equal((0, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task SettleAsync_AfterTheLeaseRanOut_BooksWhatWasUsedOnly()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        await _ledger.HoldAsync(request, Cancellation);
        await _ledger.HoldAsync(LedgerDesk.Ask(owner, LedgerDesk.Cent), Cancellation);
        using var release = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);

        Assert.Equal(1, await release.RunOnceAsync(Cancellation));
        Assert.Equal(LedgerDesk.Cent, await database.HeldAsync(budget));
        await database.AssertReconciledAsync(owner.OrganizationId);

        await _ledger.SettleAsync(LedgerDesk.Used(request, 4 * LedgerDesk.Cent), Cancellation);

        Assert.Equal((4 * LedgerDesk.Cent, LedgerDesk.Cent), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        Assert.Equal(0, await release.RunOnceAsync(Cancellation));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task RunOnceAsync_LeaseRanOut_LeavesARowOfTheLostCall()
    {
        var owner = await database.CreateOrganizationAsync();
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        await _ledger.HoldAsync(request, Cancellation);
        using var release = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);

        Assert.Equal(1, await release.RunOnceAsync(Cancellation));
        Assert.Equal(0, await release.RunOnceAsync(Cancellation));

        Assert.Equal($"lost chat m-1 {owner.UserId} t 0", await database.ScalarAsync<string>(
            "select concat_ws(' ', ending, feature, requested_model, user_id, estimated, cost_nano_usd) from call where org_id = $1 and id = $2",
            owner.OrganizationId, request.CallId));
    }

    [Fact]
    public async Task RunOnceAsync_NodeDiedBeforeItSaidAnything_BooksWhatTheHoldSays()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        request = request with { IfLost = LedgerDesk.Used(request, 2 * LedgerDesk.Cent) };
        await _ledger.HoldAsync(request, Cancellation);
        using var release = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);

        Assert.Equal(1, await release.RunOnceAsync(Cancellation));

        Assert.Equal((2 * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        Assert.Equal("m-1 10 5 t", await database.ScalarAsync<string>(
            "select concat_ws(' ', model_id, input_tokens, output_tokens, estimated) from ledger_entry where org_id = $1 and call_id = $2", owner.OrganizationId, request.CallId));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task RunOnceAsync_NodeDiedBetweenSettlementAndRecord_RecordsTheCallOnce()
    {
        var owner = await database.CreateOrganizationAsync();
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent);
        await _ledger.HoldAsync(request, Cancellation);
        await _ledger.SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent), Cancellation);
        using var release = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        Assert.Equal(0, await release.RunOnceAsync(Cancellation));   // It may still come.

        await database.ExecuteAsync("update ledger_entry set created_at = created_at - interval '3 minutes' where org_id = $1", owner.OrganizationId);
        Assert.Equal(1, await release.RunOnceAsync(Cancellation));
        Assert.Equal(0, await release.RunOnceAsync(Cancellation));

        Assert.Equal($"lost m-1 f {LedgerDesk.Cent}", await database.ScalarAsync<string>(
            "select concat_ws(' ', ending, served_model, estimated, cost_nano_usd) from call where org_id = $1 and id = $2", owner.OrganizationId, request.CallId));
    }

    [Fact]
    public async Task SettleAsync_PoisonedNeighbours_FailAlone()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var requests = Enumerable.Range(0, 30).Select(_ => LedgerDesk.Ask(owner, LedgerDesk.Cent)).ToList();
        await Task.WhenAll(requests.Select(request => _ledger.HoldAsync(request, Cancellation).AsTask()));

        var settlements = requests.Select((request, i) => i switch
        {
            10 => LedgerDesk.Used(request, 1) with { PriceId = Guid.CreateVersion7() },
            20 => LedgerDesk.Used(request, 1) with { ModelId = "nul\0" },
            _ => LedgerDesk.Used(request, 1),
        });
        var tasks = settlements.Select(settlement => _ledger.SettleAsync(settlement, Cancellation).AsTask()).ToList();

        Assert.Equal("23503", (await Assert.ThrowsAsync<PostgresException>(() => tasks[10])).SqlState);
        await Assert.ThrowsAsync<PostgresException>(() => tasks[20]);
        await Task.WhenAll(tasks.Where((_, i) => i is not (10 or 20)));
        Assert.Equal((28, 2 * LedgerDesk.Cent), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task StoppedAsync_WithWorkWaiting_WritesItAllFirst()
    {
        var owner = await database.CreateOrganizationAsync();
        var node = await LedgerDesk.StartNodeAsync(database.Studio);
        var holds = Enumerable.Range(0, 1_000).Select(_ => node.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation).AsTask()).ToList();

        await node.StoppedAsync(Cancellation);

        await Task.WhenAll(holds);
        Assert.Equal(1_000L, await database.ScalarAsync<long>("select count(*) from hold where org_id = $1", owner.OrganizationId));
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation).AsTask());
    }
}
