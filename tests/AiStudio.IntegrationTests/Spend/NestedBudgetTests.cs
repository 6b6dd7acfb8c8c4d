using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>Every scope and every period at once.</summary>
public sealed class NestedBudgetTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private LedgerWriter _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await LedgerDesk.StartNodeAsync(database.Studio);

    public async ValueTask DisposeAsync() => await _ledger.StoppedAsync(CancellationToken.None);

    [Fact]
    public async Task HoldAsync_SevenScopesInSixPeriods_HoldsInAllAndSettlesInAll()
    {
        var owner = await database.CreateOrganizationAsync("America/New_York");
        var key = Guid.CreateVersion7();
        var unit = await database.AddUnitAsync(owner);
        var budgets = new List<Guid>();
        foreach (var (scope, value) in Scopes(owner, key, unit))
        {
            foreach (var period in (string[])["hour", "day", "week", "month", "quarter", "year"])
            {
                budgets.Add(await database.AddBudgetAsync(owner.OrganizationId, scope, value, 100 * LedgerDesk.Cent, period));
            }
        }

        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent);
        request = request with { Caller = request.Caller with { ApiKeyId = key } };
        Assert.Equal(9 * LedgerDesk.Cent, (await _ledger.HoldAsync(request, Cancellation)).Hold!.AmountNanoUsd);
        foreach (var budget in budgets)
        {
            Assert.Equal(9 * LedgerDesk.Cent, await database.HeldAsync(budget));
        }

        await _ledger.SettleAsync(LedgerDesk.Used(request, 4 * LedgerDesk.Cent), Cancellation);

        foreach (var budget in budgets)
        {
            Assert.Equal((4 * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        }

        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("user")]
    [InlineData("api_key")]
    [InlineData("feature")]
    [InlineData("model")]
    [InlineData("tier")]
    [InlineData("unit")]
    public async Task HoldAsync_OneOfSevenScopesExhausted_IsRefusedByItAndHoldsInNone(string tight)
    {
        var owner = await database.CreateOrganizationAsync();
        var key = Guid.CreateVersion7();
        var unit = await database.AddUnitAsync(owner);
        foreach (var (scope, value) in Scopes(owner, key, unit))
        {
            await database.AddBudgetAsync(owner.OrganizationId, scope, value, (scope == tight ? 8 : 100) * LedgerDesk.Cent, "day");
        }

        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent);
        var verdict = await _ledger.HoldAsync(request with { Caller = request.Caller with { ApiKeyId = key } }, Cancellation);

        Assert.StartsWith(tight, verdict.Refusal!.Budget, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>("select sum(held_nano_usd)::bigint from budget_window where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task HoldAsync_BudgetOfATier_IsSharedByItsPeopleOnly()
    {
        var owner = await database.CreateOrganizationAsync();
        var one = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var two = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        await database.SetTierAsync(one, "free");
        await database.SetTierAsync(two, "free");
        await database.AddBudgetAsync(owner.OrganizationId, "tier", "free", 10 * LedgerDesk.Cent);

        Assert.NotNull((await _ledger.HoldAsync(LedgerDesk.Ask(one, 6 * LedgerDesk.Cent), Cancellation)).Hold);
        Assert.Equal("tier free", (await _ledger.HoldAsync(LedgerDesk.Ask(two, 6 * LedgerDesk.Cent), Cancellation)).Refusal!.Budget);
        Assert.NotNull((await _ledger.HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation)).Hold);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_RaisedCap_HoldsUntilTheRaiseIsOverAndNotLonger()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 10 * LedgerDesk.Cent);
        await _ledger.HoldAsync(LedgerDesk.Ask(owner, 8 * LedgerDesk.Cent), Cancellation);
        Assert.NotNull((await _ledger.HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation)).Refusal);

        await database.RaiseAsync(owner, budget, 5 * LedgerDesk.Cent);
        Assert.NotNull((await _ledger.HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation)).Hold);
        var raised = (await _ledger.HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation)).Refusal!;
        await database.ExecuteAsync("update budget_raise set until = now() where budget_id = $1", budget);
        var after = (await _ledger.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation)).Refusal!;

        Assert.Equal((15 * LedgerDesk.Cent, 10 * LedgerDesk.Cent), (raised.CapNanoUsd, after.CapNanoUsd));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    private static (string Scope, string Value)[] Scopes(Caller owner, Guid key, Guid unit) =>
    [
        ("organization", ""), ("user", owner.UserId.ToString()), ("api_key", key.ToString()), ("feature", "chat"), ("model", "m-1"), ("tier", "pro"), ("unit", unit.ToString()),
    ];
}
