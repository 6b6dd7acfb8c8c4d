using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Spend;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>A node dies between hold and settlement: from some point on nothing it writes arrives. The bench kills real processes.</summary>
internal sealed class F16DeadNode : FaultCase
{
    private const int Calls = 12;

    public override string Fault => "node dies between hold and settlement";

    public override async Task RunAsync(FaultRun run)
    {
        run.Time = new FastTime(10);
        await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", 1_000 * LedgerDesk.Cent);
        var writes = run.Random.Next(1, Calls * 2);
        var dying = await run.StartNodeAsync(
            options => options.SettleTimeout = TimeSpan.FromSeconds(5),
            (services, ledger) => services.AddSingleton(_ => new MortalLedger(ledger, writes))
                .AddSingleton<ISpendLedger>(provider => provider.GetRequiredService<MortalLedger>())
                .AddSingleton<ICallLog>(provider => provider.GetRequiredService<MortalLedger>()));
        run.Route("alive", run.Candidate("alive"));
        run.Answers("alive", 10);
        await run.AskAllAsync(Enumerable.Range(0, Calls).Select(_ => (dying, new Ask("alive", run.Coin))), atOnce: 4);
        dying.FallSilent();
        var before = await Books.ReadAsync(run.Database, run.Caller.OrganizationId);
        var dead = run.Calls.Where(heard => before.Holds[heard.Call.Id].Any(hold => hold.State == "held") || before.Calls.All(line => line.Call != heard.Call.Id)).ToList();
        dead.ForEach(heard => run.Unbilled[heard.Call.Id] = "its node died");

        // The lease runs out, and a node that lives looks after it.
        await run.Database.ExecuteAsync("update hold set lease_until = now() - interval '1 second' where org_id = $1 and state = 'held'", run.Caller.OrganizationId);
        using var reaper = new ReleaseExpiredHolds(run.Database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        await reaper.RunOnceAsync(CancellationToken.None);

        var after = await Books.ReadAsync(run.Database, run.Caller.OrganizationId);
        foreach (var heard in dead)
        {
            await CheckAsync(run, heard, before, after);
        }

        await ComeBackAsync(run, dead, after);
    }

    private static async Task CheckAsync(FaultRun run, Heard heard, Books before, Books after)
    {
        var id = heard.Call.Id;
        var billed = run.Provider.Bill.Rows.Where(row => row.Correlation == id.ToString()).ToList();
        if (!before.Holds.Contains(id))
        {
            // It died before it asked for money: it has left no trace, and spent none.
            run.Expect(billed.Count == 0, $"{heard}: reached the provider without a hold");
            return;
        }

        if (before.Ledger.Contains(id))
        {
            return;
        }

        // Its own record may have been its last write; otherwise the reaper writes one.
        var recorded = before.Calls.Any(line => line.Call == id);
        run.Expect(after.Calls.Count(line => line.Call == id && (recorded || line.Ending == "lost")) == 1, $"{heard}: its node died, and no row says so");
        var noted = await run.Database.ScalarAsync<bool>("select (attempt).provider is not null from hold where call_id = $1", id);
        var entries = after.Ledger[id].ToList();
        run.Expect(entries.Count == (noted ? 1 : 0), $"{heard}: {(noted ? "its try was noted" : "nothing was noted")}, and {entries.Count} settlements were made");
        run.Expect(entries.Count == 0 || entries[0].Tokens.Input >= billed.Sum(row => row.InputTokens), $"{heard}: settled with {entries.FirstOrDefault()?.Tokens}, less input than the provider bills");
    }

    // A node that was only slow settles after all: once, however often it tries.
    private static async Task ComeBackAsync(FaultRun run, List<Heard> dead, Books before)
    {
        var node = await run.StartNodeAsync();
        foreach (var heard in dead.Where(heard => before.Holds.Contains(heard.Call.Id)).Take(3))
        {
            var late = new Settlement(
                heard.Call.Id, heard.Call.Caller, "late", "alive", run.Price.Id, new() { InputTokens = 5, OutputTokens = 5 }, run.Price.CostOf(new() { InputTokens = 5, OutputTokens = 5 }));
            await node.Ledger.SettleAsync(late, CancellationToken.None);
            await node.Ledger.SettleAsync(late, CancellationToken.None);
            var entries = await run.Database.ScalarAsync<long>("select count(*) from ledger_entry where call_id = $1", heard.Call.Id);
            run.Expect(entries == 1, $"{heard}: settled late, and has {entries} ledger rows");
        }
    }

    /// <summary>Takes so many writes, then none any more: half of the last ones are committed without an answer.</summary>
    private sealed class MortalLedger(LedgerWriter ledger, int lives) : ISpendLedger, ICallLog
    {
        private int _left = lives;

        public ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken) =>
            WriteAsync(() => ledger.HoldAsync(request, cancellationToken));

        public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken) =>
            WriteAsync(() => ledger.ExtendAsync(extension, cancellationToken));

        public async ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken) => await WriteAsync(async () =>
        {
            await ledger.RecordAsync(record, cancellationToken);
            return true;
        });

        private async ValueTask<T> WriteAsync<T>(Func<ValueTask<T>> write)
        {
            var left = Interlocked.Decrement(ref _left);
            if (left < -2)
            {
                throw new IOException("The node is dead.");
            }

            var answer = await write();
            return left >= 0 ? answer : throw new IOException("The node died before it heard of its commit.");
        }
    }
}
