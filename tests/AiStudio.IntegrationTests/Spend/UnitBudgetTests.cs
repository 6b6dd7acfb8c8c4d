using AiStudio.Features.Spend.Ledger;
using AiStudio.Features.Spend.Statements;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>What the people of a unit spend together is capped, to the cent, and stays with the unit that they were in.</summary>
public sealed class UnitBudgetTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private readonly LedgerWriter[] _nodes = new LedgerWriter[2];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LedgerWriter Ledger => _nodes[0];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
            _nodes[i] = await LedgerDesk.StartNodeAsync(database.Studio);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.StoppedAsync(CancellationToken.None)));

    [Fact]
    public async Task HoldAsync_BudgetOfAUnit_IsSharedByItsPeopleAndTheirKeysOnly()
    {
        var owner = await database.CreateOrganizationAsync();
        var one = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var two = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var unit = await database.AddUnitAsync(one, two);
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "unit", unit.ToString(), 10 * LedgerDesk.Cent, "quarter");

        var byKey = LedgerDesk.Ask(one, 6 * LedgerDesk.Cent);
        byKey = byKey with { Caller = byKey.Caller with { ApiKeyId = Guid.CreateVersion7() } };
        Assert.NotNull((await Ledger.HoldAsync(byKey, Cancellation)).Hold);
        var refusal = (await Ledger.HoldAsync(LedgerDesk.Ask(two, 6 * LedgerDesk.Cent), Cancellation)).Refusal!;
        Assert.NotNull((await Ledger.HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation)).Hold);

        Assert.Equal((budget, $"Unit {unit}", 10 * LedgerDesk.Cent, 6 * LedgerDesk.Cent, 4 * LedgerDesk.Cent), (refusal.BudgetId, refusal.Unit, refusal.CapNanoUsd, refusal.HeldNanoUsd, refusal.LeftNanoUsd));
        await Ledger.SettleAsync(LedgerDesk.Used(byKey, 6 * LedgerDesk.Cent), Cancellation);
        Assert.Equal((6 * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        Assert.NotNull((await Ledger.HoldAsync(LedgerDesk.Ask(two, 4 * LedgerDesk.Cent), Cancellation)).Hold);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task SettleAsync_OfSomebodyWhoHasChangedUnits_SettlesWhereItWasHeld()
    {
        var owner = await database.CreateOrganizationAsync();
        var (before, after) = (await database.AddUnitAsync(owner), await database.AddUnitAsync(await database.AddMemberAsync(owner.OrganizationId, Role.Member)));
        var left = await database.AddBudgetAsync(owner.OrganizationId, "unit", before.ToString(), 10 * LedgerDesk.Cent, "year");
        var joined = await database.AddBudgetAsync(owner.OrganizationId, "unit", after.ToString(), 10 * LedgerDesk.Cent, "year");
        var running = LedgerDesk.Ask(owner, 8 * LedgerDesk.Cent);
        await Ledger.HoldAsync(running, Cancellation);

        await database.PlaceAsync(owner, after);
        var next = LedgerDesk.Ask(owner, 3 * LedgerDesk.Cent);
        Assert.NotNull((await Ledger.HoldAsync(next, Cancellation)).Hold);
        await Ledger.SettleAsync(LedgerDesk.Used(running, 7 * LedgerDesk.Cent), Cancellation);
        await Ledger.SettleAsync(LedgerDesk.Used(next, 2 * LedgerDesk.Cent), Cancellation);

        Assert.Equal((7 * LedgerDesk.Cent, 0L), (await database.SettledAsync(left), await database.HeldAsync(left)));
        Assert.Equal((2 * LedgerDesk.Cent, 0L), (await database.SettledAsync(joined), await database.HeldAsync(joined)));
        await database.PlaceAsync(owner, null);
        Assert.NotNull((await Ledger.HoldAsync(LedgerDesk.Ask(owner, 50 * LedgerDesk.Cent), Cancellation)).Hold);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task Statement_OfAUnit_TellsItsBudgets_AndAQuarterInTheMonthThatEndsIt()
    {
        var owner = await database.CreateOrganizationAsync("Europe/Berlin");
        var (unit, other) = (await database.AddUnitAsync(owner), await database.AddUnitAsync(await database.AddMemberAsync(owner.OrganizationId, Role.Member)));
        foreach (var (period, starts) in new[] { ("quarter", "2026-07-01"), ("year", "2026-01-01"), ("month", "2026-07-01") })
        {
            var budget = await database.AddBudgetAsync(owner.OrganizationId, "unit", unit.ToString(), 10 * LedgerDesk.Cent, period);
            await database.ExecuteAsync("insert into budget_window (org_id, budget_id, starts_at, ends_at, settled_nano_usd) select $1, $2, s, period_end($3, s, 'Europe/Berlin'), 7 from first_instant($4::timestamp, 'Europe/Berlin') s",
                owner.OrganizationId, budget, period, starts);
        }

        var statements = new StatementReport(database.Studio);
        async Task<string> ToldAsync(StatementMonth month, Guid id) =>
            string.Join(' ', (await statements.ReadAsync(owner, month, id.ToString(), Cancellation)).Value!.Budgets.Select(budget => budget.Period).Order(StringComparer.Ordinal));

        Assert.Equal(["month", "", "quarter", "year"], new[] { await ToldAsync(new(2026, 7), unit), await ToldAsync(new(2026, 8), unit), await ToldAsync(new(2026, 9), unit), await ToldAsync(new(2026, 12), unit) });
        Assert.Equal("", await ToldAsync(new(2026, 7), other));
    }

    [Fact]
    public async Task HoldAsync_PeopleOfAUnitAtItsLastMoneyOnTwoNodes_NeverOvershoot()
    {
        const int people = 8;
        for (var round = 0; round < 20; round++)
        {
            var room = 1 + round;
            var owner = await database.CreateOrganizationAsync();
            var team = new List<Caller>();
            for (var i = 0; i < people; i++)
                team.Add(await database.AddMemberAsync(owner.OrganizationId, Role.Member));
            var unit = await database.AddUnitAsync([.. team]);
            var budget = await database.AddBudgetAsync(owner.OrganizationId, "unit", unit.ToString(), room * LedgerDesk.Cent, round % 2 == 0 ? "quarter" : "year");
            // The window is there already: making it would let the nodes take turns by itself.
            var opening = LedgerDesk.Ask(team[0], 1);
            await Ledger.HoldAsync(opening, Cancellation);
            await Ledger.SettleAsync(LedgerDesk.Used(opening, 0), Cancellation);
            var requests = Enumerable.Range(0, 6 * people).Select(i => LedgerDesk.Ask(team[i % people], LedgerDesk.Cent)).ToList();

            var verdicts = await Task.WhenAll(requests.Select((request, i) => Task.Run(() => _nodes[i % 2].HoldAsync(request, Cancellation).AsTask(), Cancellation)));

            Assert.Equal(room, verdicts.Count(verdict => verdict.Hold is not null));
            Assert.Equal(room * LedgerDesk.Cent, await database.HeldAsync(budget));
            var winners = requests.Where((_, i) => verdicts[i].Hold is not null).ToList();
            await Task.WhenAll(winners.Select((request, i) => _nodes[i % 2].SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent), Cancellation).AsTask()));
            Assert.Equal((room * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
            await database.AssertReconciledAsync(owner.OrganizationId);
        }
    }
}
