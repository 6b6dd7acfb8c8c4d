using AiStudio.Gateway.Audit;
using AiStudio.IntegrationTests.Spend;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>The same call from 32 places at once, over two nodes, some of whose connections are cut meanwhile: one hold, one settlement, one record.</summary>
internal sealed class F17SameKey : FaultCase
{
    private const int Parallel = 32;

    public override string Fault => "the same call id, and the same Idempotency-Key, 32 times at once on two nodes, connections cut meanwhile";

    public override async Task RunAsync(FaultRun run)
    {
        var budget = await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        FaultNode[] nodes = [await run.StartNodeAsync(), await run.StartNodeAsync()];
        for (var round = 0; round < 3; round++)
        {
            var request = LedgerDesk.Ask(run.Caller, LedgerDesk.Cent * run.Random.Next(1, 5));
            var cut = run.Random.Next(Parallel);
            var verdicts = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Run(async () =>
            {
                if (i == cut)
                {
                    await run.Database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'aistudio_app' and datname = current_database()");
                }

                return await nodes[i % 2].Ledger.HoldAsync(request, CancellationToken.None);
            })));
            run.Expect(verdicts.All(verdict => verdict.Hold?.AmountNanoUsd == request.AmountNanoUsd), "the same call got two verdicts");
            run.Expect(await run.Database.HeldAsync(budget) == request.AmountNanoUsd, "the same call holds money twice");

            await Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Run(async () =>
            {
                await nodes[i % 2].Ledger.SettleAsync(LedgerDesk.Used(request, 1_000 + i), CancellationToken.None);
                await nodes[(i + 1) % 2].Ledger.RecordAsync(Record(run, request.CallId), CancellationToken.None);
            })));
            var rows = await run.Database.ScalarAsync<long>("select count(*) from ledger_entry where call_id = $1", request.CallId)
                + await run.Database.ScalarAsync<long>("select count(*) from call where id = $1", request.CallId);
            run.Expect(rows == 2, $"one call has {rows} rows, a ledger row and a call row are right");
        }

        await F17Keys.RunAsync(run, nodes);
    }

    private static CallRecord Record(FaultRun run, Guid call) => new()
    {
        CallId = call, Caller = run.CallerFor(), RequestedModel = "m-1", StartedAt = run.Calls.IsEmpty ? run.Time.GetUtcNow().Date : default,
        Duration = TimeSpan.Zero, Streamed = false, Ending = CallEnding.Completed, Attempts = [],
    };
}
