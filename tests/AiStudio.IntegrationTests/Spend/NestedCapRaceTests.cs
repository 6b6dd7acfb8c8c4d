using System.Globalization;
using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>
/// 64 callers on two nodes race for the last money of nested budgets, while a watcher looks all the time. Ten rounds here;
/// <c>./studio bench cap-race</c> runs 200, by AISTUDIO_CAP_RACE_ROUNDS, and prints the line.
/// </summary>
public sealed class NestedCapRaceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const int Callers = 64;

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task HoldAndSettle_SixtyFourCallersOnTwoNodesUnderNestedCaps_NeverOvershootNorDeadlock()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("AISTUDIO_CAP_RACE_ROUNDS") ?? "10", CultureInfo.InvariantCulture);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => LedgerDesk.StartNodeAsync(database.Studio)));
        var sum = new Tally();
        for (var round = 0; round < rounds; round++)
        {
            await RoundAsync(nodes, new Random(round), sum);
        }

        await Task.WhenAll(nodes.Select(node => node.StoppedAsync(_cancellation)));
        var deadlocks = await database.DeadlocksAsync(_cancellation);
        var line = string.Create(CultureInfo.InvariantCulture,
            $"cap-race: {rounds} rounds · 2 nodes · {Callers} callers · {sum.Granted} granted, {sum.Refused} refused · watched {sum.Samples} times · overshoot {sum.Overshoot} nano-dollars · deadlocks {deadlocks}");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("AISTUDIO_CAP_RACE_LINE") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, line + Environment.NewLine, _cancellation);
        }

        Assert.Equal((0, 0), (sum.Overshoot, deadlocks));
        Assert.True(sum.Granted > 0 && sum.Refused > 0 && sum.Samples > rounds, line);
    }

    private async Task RoundAsync(LedgerWriter[] nodes, Random random, Tally sum)
    {
        var owner = await database.CreateOrganizationAsync();
        var other = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var unit = await database.AddUnitAsync(owner, other);
        foreach (var (scope, value) in ((string, string)[])
            [("organization", ""), ("unit", unit.ToString()), ("user", owner.UserId.ToString()), ("user", other.UserId.ToString()), ("feature", "chat"), ("model", "m-1"), ("model", "m-2"), ("tier", "pro")])
        {
            foreach (var period in (string[])["hour", "month", "quarter", "year"])
            {
                await database.AddBudgetAsync(owner.OrganizationId, scope, value, random.Next(20, 140) * LedgerDesk.Cent, period, random.Next(0, 3) == 0 ? 110 : 100);
            }
        }

        var requests = Enumerable.Range(0, Callers).Select(i => LedgerDesk.Ask(
            i % 3 == 0 ? other : owner, random.Next(1, 4) * LedgerDesk.Cent, LedgerDesk.Cent / 2, feature: i % 4 == 0 ? "title" : "chat",
            models: (i % 2) switch { 0 => ["m-1", "m-2"], _ => ["m-2"] })).ToList();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var watching = WatchAsync(owner.OrganizationId, sum, over.Token);

        await Task.WhenAll(requests.Select((request, i) => Task.Run(() => CallAsync(nodes, i, request, sum), _cancellation)));

        await over.CancelAsync();
        await watching;
        await LookAsync(owner.OrganizationId, sum);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    /// <summary>Half settle at once, the others when all have asked; some settle on the other node, some twice, some never.</summary>
    private async Task CallAsync(LedgerWriter[] nodes, int i, HoldRequest request, Tally sum)
    {
        var verdict = await nodes[i % 2].HoldAsync(request, _cancellation);
        if (verdict.Hold is not { } hold)
        {
            Interlocked.Increment(ref sum.Refused);
            return;
        }

        Interlocked.Increment(ref sum.Granted);
        if (i % 8 == 0)
        {
            return;
        }

        var used = LedgerDesk.Used(request, hold.AmountNanoUsd * (1 + (i % 4)) / 4, request.ModelIds[0]);
        await nodes[(i / 2) % 2].SettleAsync(used, _cancellation);
        if (i % 7 == 0)
        {
            await nodes[(i + 1) % 2].SettleAsync(used, _cancellation);
        }
    }

    private async Task WatchAsync(Guid organization, Tally sum, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await LookAsync(organization, sum);
            await Task.Delay(1, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(Guid organization, Tally sum)
    {
        var overshoot = await database.ScalarAsync<long>("""
            select coalesce(max(bw.settled_nano_usd + bw.held_nano_usd - b.cap_nano_usd * b.stop_percent / 100), 0)
            from budget_window bw join budget b on b.org_id = bw.org_id and b.id = bw.budget_id where bw.org_id = $1
            """, organization);
        sum.Samples++;
        sum.Overshoot = Math.Max(sum.Overshoot, overshoot);
    }

    private sealed class Tally
    {
        public int Granted;
        public int Refused;
        public int Samples;
        public long Overshoot;
    }
}
