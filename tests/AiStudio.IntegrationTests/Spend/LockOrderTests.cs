using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

public sealed class LockOrderTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const int Calls = 2_000;

    [Fact]
    public async Task HoldSettleAndRelease_FourNodesOverFiveBudgetsOfTwoOrganizations_NeverDeadlock()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LedgerDesk.StartNodeAsync(database.Studio)));
        using var reaper = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        var callers = new[] { await database.CreateOrganizationAsync(), await database.CreateOrganizationAsync() };
        foreach (var caller in callers)
        {
            await database.AddBudgetAsync(caller.OrganizationId, "feature", "chat", 1_000_000 * LedgerDesk.Cent);
            await database.AddBudgetAsync(caller.OrganizationId, "feature", "title", 1_000_000 * LedgerDesk.Cent);
        }

        await database.AddBudgetAsync(callers[0].OrganizationId, "model", "m-2", 1_000_000 * LedgerDesk.Cent);

        // No budget is common to all and many calls stand in none, so that nothing makes the nodes take turns; the daily roll-up is common.
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 128, CancellationToken = cancellation }, async (i, token) =>
        {
            var random = new Random(i);
            var lost = random.Next(4) == 0;
            var request = Ask(callers[random.Next(2)], random, lost ? TimeSpan.Zero : TimeSpan.FromMinutes(5));
            Assert.NotNull((await nodes[i % 4].HoldAsync(request, token)).Hold);
            if (i % 20 == 0)
            {
                await reaper.RunOnceAsync(token);
            }

            // Half of those whose lease ran out settle after all, at the same time as they are released.
            if (!lost || random.Next(2) == 0)
            {
                await nodes[random.Next(4)].SettleAsync(LedgerDesk.Used(request, 1_000, request.ModelIds[0]), token);
            }
        });
        await reaper.RunOnceAsync(cancellation);
        await Task.WhenAll(nodes.Select(node => node.StoppedAsync(cancellation)));

        Assert.Equal(0, await database.DeadlocksAsync(cancellation));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from hold where state = 'held'"));
        foreach (var caller in callers)
        {
            await database.AssertReconciledAsync(caller.OrganizationId);
        }
    }

    private static HoldRequest Ask(Caller caller, Random random, TimeSpan lease)
    {
        string[] features = ["chat", "title", "summary", "eval", "judge"];
        string[] models = random.Next(2) == 0 ? ["m-1", "m-2"] : ["m-3"];
        var request = LedgerDesk.Ask(caller, LedgerDesk.Cent, feature: features[random.Next(features.Length)], lease: lease, models: models);
        return request with { Caller = request.Caller with { UserId = null } };
    }
}
