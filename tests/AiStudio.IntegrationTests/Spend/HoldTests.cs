using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Spend;

public sealed class HoldTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private LedgerWriter _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await LedgerDesk.StartNodeAsync(database.Studio);

    public async ValueTask DisposeAsync() => await _ledger.StoppedAsync(CancellationToken.None);

    [Fact]
    public async Task HoldAsync_NestedBudgetsWithOneExhausted_HoldsAgainstNone()
    {
        var owner = await database.CreateOrganizationAsync();
        var organization = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var own = await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 50 * LedgerDesk.Cent);
        var feature = await database.AddBudgetAsync(owner.OrganizationId, "feature", "chat", 10 * LedgerDesk.Cent);

        var verdict = await _ledger.HoldAsync(LedgerDesk.Ask(owner, 11 * LedgerDesk.Cent), Cancellation);

        Assert.Equal("feature chat", verdict.Refusal!.Budget);
        Assert.Equal(0, await database.HeldAsync(organization) + await database.HeldAsync(own) + await database.HeldAsync(feature));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_NestedBudgetsWithRoom_HoldsAgainstAll()
    {
        var owner = await database.CreateOrganizationAsync();
        Guid[] budgets =
        [
            await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent),
            await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 50 * LedgerDesk.Cent),
            await database.AddBudgetAsync(owner.OrganizationId, "feature", "chat", 10 * LedgerDesk.Cent),
            await database.AddBudgetAsync(owner.OrganizationId, "model", "m-1", 20 * LedgerDesk.Cent),
        ];
        var elsewhere = await database.AddBudgetAsync(owner.OrganizationId, "feature", "title", 1);

        var verdict = await _ledger.HoldAsync(LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent), Cancellation);

        Assert.Equal(9 * LedgerDesk.Cent, verdict.Hold!.AmountNanoUsd);
        foreach (var budget in budgets)
        {
            Assert.Equal(9 * LedgerDesk.Cent, await database.HeldAsync(budget));
        }

        Assert.Equal(0, await database.HeldAsync(elsewhere));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_FallbackWithAnExhaustedBudget_IsRefusedByIt()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.AddBudgetAsync(owner.OrganizationId, "model", "dear", 20 * LedgerDesk.Cent);
        await database.AddBudgetAsync(owner.OrganizationId, "model", "cheap", LedgerDesk.Cent);

        var verdict = await _ledger.HoldAsync(LedgerDesk.Ask(owner, 2 * LedgerDesk.Cent, models: ["dear", "cheap"]), Cancellation);

        Assert.Equal("model cheap", verdict.Refusal!.Budget);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_SameCallManyTimesAtOnce_HoldsOnce()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var second = await LedgerDesk.StartNodeAsync(database.Studio);
        var request = LedgerDesk.Ask(owner, 2 * LedgerDesk.Cent);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            (i % 2 == 0 ? _ledger : second).HoldAsync(request, Cancellation).AsTask()));

        Assert.All(verdicts, verdict => Assert.Equal(2 * LedgerDesk.Cent, verdict.Hold!.AmountNanoUsd));
        Assert.Equal(2 * LedgerDesk.Cent, await database.HeldAsync(budget));
        await second.StoppedAsync(Cancellation);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_SameCallAtOnceWithoutAnyBudget_GivesOneVerdictToAll()
    {
        var owner = await database.CreateOrganizationAsync();
        var second = await LedgerDesk.StartNodeAsync(database.Studio);
        for (var round = 0; round < 10; round++)
        {
            var request = LedgerDesk.Ask(owner, LedgerDesk.Cent);
            var verdicts = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
                (i % 2 == 0 ? _ledger : second).HoldAsync(request, Cancellation).AsTask()));

            Assert.All(verdicts, verdict => Assert.Equal(LedgerDesk.Cent, verdict.Hold!.AmountNanoUsd));
        }

        await second.StoppedAsync(Cancellation);
    }

    [Fact]
    public async Task HoldAsync_Exhausted_NamesBudgetCapUsedHeldAndRenewal()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 10 * LedgerDesk.Cent);
        var settled = LedgerDesk.Ask(owner, 4 * LedgerDesk.Cent);
        await _ledger.HoldAsync(settled, Cancellation);
        await _ledger.SettleAsync(LedgerDesk.Used(settled, 3 * LedgerDesk.Cent), Cancellation);
        await _ledger.HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation);

        var refusal = (await _ledger.HoldAsync(LedgerDesk.Ask(owner, 2 * LedgerDesk.Cent), Cancellation)).Refusal!;

        Assert.Equal($"user {owner.UserId}", refusal.Budget);
        Assert.Equal(
            (10 * LedgerDesk.Cent, 3 * LedgerDesk.Cent, 6 * LedgerDesk.Cent),
            (refusal.CapNanoUsd, refusal.UsedNanoUsd, refusal.HeldNanoUsd));
        var local = TimeZoneInfo.ConvertTime(refusal.RenewsAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal((1, TimeSpan.Zero), (local.Day, local.TimeOfDay));
        Assert.True(refusal.RenewsAt > TimeProvider.System.GetUtcNow());
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_MoreThanIsLeftButMinimumFits_GrantsWhatIsLeft()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 10 * LedgerDesk.Cent);
        await _ledger.HoldAsync(LedgerDesk.Ask(owner, 7 * LedgerDesk.Cent), Cancellation);

        var verdict = await _ledger.HoldAsync(LedgerDesk.Ask(owner, 5 * LedgerDesk.Cent, minimum: LedgerDesk.Cent), Cancellation);

        Assert.Equal(3 * LedgerDesk.Cent, verdict.Hold!.AmountNanoUsd);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_CapWithTenPercentOnTop_StopsThere()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 10 * LedgerDesk.Cent, stopPercent: 110);

        var fits = await _ledger.HoldAsync(LedgerDesk.Ask(owner, 11 * LedgerDesk.Cent), Cancellation);
        var over = await _ledger.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation);

        Assert.NotNull(fits.Hold);
        Assert.Equal(10 * LedgerDesk.Cent, over.Refusal!.CapNanoUsd);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_UnknownOrganizationInTheBatch_FailsAloneAndNeighboursHold()
    {
        var owner = await database.CreateOrganizationAsync();
        var stranger = owner with { OrganizationId = Guid.CreateVersion7() };

        var good = Enumerable.Range(0, 20).Select(_ => _ledger.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation).AsTask()).ToList();
        var bad = _ledger.HoldAsync(LedgerDesk.Ask(stranger, 1), Cancellation).AsTask();
        good.AddRange(Enumerable.Range(0, 20).Select(_ => _ledger.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation).AsTask()));

        Assert.All(await Task.WhenAll(good), verdict => Assert.NotNull(verdict.Hold));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
    }

    [Fact]
    public async Task ExtendAsync_WithRoomInOneBudgetOnly_RaisesNeither()
    {
        var owner = await database.CreateOrganizationAsync();
        var wide = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 10 * LedgerDesk.Cent);
        await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 5 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 3 * LedgerDesk.Cent);
        await _ledger.HoldAsync(request, Cancellation);

        Assert.False(await ExtendAsync(6));
        Assert.Equal(3 * LedgerDesk.Cent, await database.HeldAsync(wide));
        Assert.True(await ExtendAsync(5));
        Assert.True(await ExtendAsync(5));
        Assert.Equal(5 * LedgerDesk.Cent, await database.HeldAsync(wide));
        await database.AssertReconciledAsync(owner.OrganizationId);

        await _ledger.SettleAsync(LedgerDesk.Used(request, 4 * LedgerDesk.Cent), Cancellation);
        Assert.False(await ExtendAsync(5));
        Assert.Equal((0, 4 * LedgerDesk.Cent), (await database.HeldAsync(wide), await database.SettledAsync(wide)));
        await database.AssertReconciledAsync(owner.OrganizationId);

        ValueTask<bool> ExtendAsync(int cents) =>
            _ledger.ExtendAsync(new(owner.OrganizationId, request.CallId, cents * LedgerDesk.Cent), Cancellation);
    }
}
