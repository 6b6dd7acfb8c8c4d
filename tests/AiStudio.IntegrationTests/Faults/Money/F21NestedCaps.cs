using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>Random caps on organization, people, a unit, features and models, several periods at once, 64 callers on two nodes.</summary>
internal sealed class F21NestedCaps : FaultCase
{
    private const int Callers = 64;
    private const int Calls = 400;

    public override string Fault => "nested caps, 64 callers on two nodes";

    public override async Task RunAsync(FaultRun run)
    {
        await run.StartNodeAsync();
        var people = new[] { run.Caller, await run.Database.AddMemberAsync(run.Caller.OrganizationId, Role.Member), await run.Database.AddMemberAsync(run.Caller.OrganizationId, Role.Member) };
        await BudgetsAsync(run, people);
        var log = new DeadlockLog();
        var nodes = new[] { new LedgerWriter(run.Database.Studio, TimeProvider.System, log), new LedgerWriter(run.Database.Studio, TimeProvider.System, log) };
        await Task.WhenAll(nodes.Select(node => node.StartingAsync(CancellationToken.None)));
        var requests = Enumerable.Range(0, Calls).Select(_ => LedgerDesk.Ask(
            run.Pick(people), LedgerDesk.Cent * run.Random.Next(1, 9), minimum: LedgerDesk.Cent, feature: run.Pick("chat", "title"), models: run.Pick<string[]>(["m-1"], ["m-2"], ["m-1", "m-2"]))).ToList();

        var granted = 0;
        await using (new CapWatch(run))
        {
            await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, token) =>
            {
                var verdict = await nodes[i % 2].HoldAsync(requests[i], token);
                if (verdict.Hold is { } hold)
                {
                    Interlocked.Increment(ref granted);
                    await nodes[(i + 1) % 2].SettleAsync(LedgerDesk.Used(requests[i], hold.AmountNanoUsd - (i % 1_000), requests[i].ModelIds[0]), token);
                }
            });
        }

        await Task.WhenAll(nodes.Select(node => node.StoppedAsync(CancellationToken.None)));
        run.Expect(granted > 0, "nobody got through");
        run.Expect(log.Retries == 0, $"{log.Retries} writes had to be tried again: {log.Last}");
    }

    private static async Task BudgetsAsync(FaultRun run, Caller[] people)
    {
        var unit = await run.Database.AddUnitAsync(people[..2]);
        (string Scope, string Value)[] scopes =
        [
            ("organization", ""), ("unit", unit.ToString()), ("feature", "chat"), ("feature", "title"), ("model", "m-1"), ("model", "m-2"),
            .. people.Select(person => ("user", person.UserId.ToString())),
        ];
        foreach (var (scope, value) in scopes)
        {
            for (var i = run.Random.Next(0, 3); i > 0; i--)
            {
                await run.Database.AddBudgetAsync(
                    run.Caller.OrganizationId, scope, value, run.Random.Next(20, 1_000) * LedgerDesk.Cent, run.Pick("hour", "day", "week", "month", "quarter", "year"), run.Pick(100, 100, 110));
            }
        }

        await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", run.Random.Next(100, 1_000) * LedgerDesk.Cent);
    }

    /// <summary>A deadlock is survived by trying again, so it shows in the log only.</summary>
    private sealed class DeadlockLog : ILogger<LedgerWriter>
    {
        private int _retries;

        public int Retries => _retries;

        public string Last { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref _retries);
            Last = formatter(state, exception);
        }
    }
}
