using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Spend;

public sealed class CapRaceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private readonly LedgerWriter[] _nodes = new LedgerWriter[4];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = await LedgerDesk.StartNodeAsync(database.Studio);
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.StoppedAsync(CancellationToken.None)));

    [Fact]
    public async Task HoldAsync_SixtyFourCallersAtTheLastUnitOnFourNodes_NeverOvershoots()
    {
        const int rounds = 50;
        const int callers = 64;
        var cancellation = TestContext.Current.CancellationToken;
        for (var round = 0; round < rounds; round++)
        {
            var room = 1 + (round % 40);
            var owner = await database.CreateOrganizationAsync();
            var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", room * LedgerDesk.Cent);
            // The window is there already: making it would let the nodes take turns by itself.
            var opening = LedgerDesk.Ask(owner, 1);
            await _nodes[0].HoldAsync(opening, cancellation);
            await _nodes[0].SettleAsync(LedgerDesk.Used(opening, 0), cancellation);
            var requests = Enumerable.Range(0, callers).Select(_ => LedgerDesk.Ask(owner, LedgerDesk.Cent)).ToList();

            var verdicts = await Task.WhenAll(requests.Select((request, i) =>
                Task.Run(() => NodeOf(i).HoldAsync(request, cancellation).AsTask(), cancellation)));

            Assert.Equal(room, verdicts.Count(verdict => verdict.Hold is not null));
            Assert.All(verdicts.Where(verdict => verdict.Hold is null), verdict => Assert.Equal(room * LedgerDesk.Cent, verdict.Refusal!.HeldNanoUsd));
            Assert.Equal(room * LedgerDesk.Cent, await database.HeldAsync(budget));
            await database.AssertReconciledAsync(owner.OrganizationId);

            // The winners settle on the other node, some of them twice at once, while the losers ask again.
            var winners = requests.Where((_, i) => verdicts[i].Hold is not null).ToList();
            await Task.WhenAll(
                [
                    .. winners.Select((request, i) => NodeOf(i + 1).SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent / 2), cancellation).AsTask()),
                    .. winners.Select((request, i) => NodeOf(i).SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent / 2), cancellation).AsTask()),
                    .. requests.Where((_, i) => verdicts[i].Hold is null).Select((request, i) => NodeOf(i).HoldAsync(request, cancellation).AsTask()),
                ]);

            Assert.Equal(room * LedgerDesk.Cent / 2, await database.SettledAsync(budget));
            Assert.True(await database.HeldAsync(budget) + await database.SettledAsync(budget) <= room * LedgerDesk.Cent);
            await database.AssertReconciledAsync(owner.OrganizationId);
        }
    }

    [Fact]
    public async Task HoldAndSettle_ManyCallersOverManyBudgetsOnFourNodes_StaysExact()
    {
        const int calls = 2_000;
        var cancellation = TestContext.Current.CancellationToken;
        var owner = await database.CreateOrganizationAsync();
        var other = await database.AddMemberAsync(owner.OrganizationId, Platform.Identity.Role.Member);
        var cap = 700 * LedgerDesk.Cent;
        var organization = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", cap);
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", cap, period: "day");
        await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), cap / 2);
        await database.AddBudgetAsync(owner.OrganizationId, "user", other.UserId.ToString(), cap / 3);
        await database.AddBudgetAsync(owner.OrganizationId, "feature", "title", cap / 4);

        var granted = 0;
        await Parallel.ForAsync(0, calls, new ParallelOptions { MaxDegreeOfParallelism = 128, CancellationToken = cancellation }, async (i, token) =>
        {
            var request = LedgerDesk.Ask(i % 3 == 0 ? other : owner, LedgerDesk.Cent, feature: i % 5 == 0 ? "title" : "chat");
            var verdict = await NodeOf(i).HoldAsync(request, token);
            if (verdict.Hold is not null)
            {
                Interlocked.Increment(ref granted);
                await NodeOf(i + (i % 2)).SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent - (i % 100)), token);
            }
        });

        Assert.Equal(0, await database.HeldAsync(organization));
        Assert.InRange(await database.SettledAsync(organization), 1, cap);
        Assert.Equal(granted, await database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1", owner.OrganizationId));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    private LedgerWriter NodeOf(int i) => _nodes[i % _nodes.Length];
}
