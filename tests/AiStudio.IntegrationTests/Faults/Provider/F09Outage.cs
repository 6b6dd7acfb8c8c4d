using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>The provider is down while everybody calls: retries must not make it worse. With breakers, and with retry budgets alone.</summary>
internal sealed class F09Outage : FaultCase
{
    private const int Callers = 8;
    private const int WarmUp = 60;
    private const int Requests = 200;

    public override string Fault => "provider down under load";

    public override async Task RunAsync(FaultRun run)
    {
        var breakers = run.Seed % 2 == 0;
        var node = await run.StartNodeAsync(options =>
        {
            options.RetryBaseDelay = TimeSpan.FromMilliseconds(2);
            options.AttemptsPerCandidate = 3;
            options.BreakerMinimumCalls = breakers ? 10 : 10_000;
        });
        run.Provider.Scripts.Add((run.Coin ? Script.Refuse(503) : new Script { Fault = new Fault(FaultKind.Reset) }) with { Times = Script.Forever });
        run.Route("down", run.Candidate("down"), run.Candidate("down-too"));
        await run.AskAllAsync(Enumerable.Range(0, WarmUp).Select(i => (node, new Ask("down", i % 2 == 0))), Callers);
        var before = Asked(run);

        var heard = await run.AskAllAsync(Enumerable.Range(0, Requests).Select(i => (node, new Ask("down", i % 2 == 0))), Callers);

        run.Expect(heard.All(call => call.Failure is not null), "answered by a provider that is down");
        foreach (var (model, tries) in Asked(run))
        {
            // A try that was earned during the warm-up may be taken now.
            var steady = tries - before[model];
            run.Expect(steady <= (Requests * 11 / 10) + 1, $"{model} was asked {steady} times by {Requests} calls");
        }
    }

    private static Dictionary<string, int> Asked(FaultRun run) =>
        run.Provider.Bill.Rows.GroupBy(row => row.Model).ToDictionary(group => group.Key, group => group.Count());
}
