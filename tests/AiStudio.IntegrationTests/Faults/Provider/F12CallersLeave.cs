using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>Callers leave at every point, in every way a caller of the gateway can; the provider is read on to its count, or cut at the limit.</summary>
internal sealed class F12CallersLeave : FaultCase
{
    private const int Calls = 24;
    private const int Never = int.MaxValue;

    public override string Fault => "callers leave in mid-stream, by disposing, by cancelling, by not reading on, by FIN and RST of their sockets";

    public override async Task RunAsync(FaultRun run)
    {
        run.Time = new FastTime(25);
        var drains = run.Seed % 3 != 0;
        var node = await run.StartNodeAsync(options =>
        {
            options.DrainLimit = drains ? TimeSpan.FromMinutes(5) : TimeSpan.FromMilliseconds(200);
            options.CallTimeout = TimeSpan.FromMinutes(1);
        });
        for (var i = 0; i < 3; i++)
        {
            run.Route($"model{i}", run.Candidate($"model{i}"));
            run.Answers($"model{i}", run.Random.Next(10, 120), new Script { ChunkDelayMs = run.Random.Next(0, 200) });
        }

        var heard = await run.AskAllAsync(Enumerable.Range(0, Calls).Select(_ => (node, One(run))));

        foreach (var call in heard.Where(call => call.Call.Plan is not null))
        {
            await call.Call.Recorded;
            // Who neither reads nor leaves is cut at the deadline.
            var stayed = call.Ask.LeaveAfter == Never;
            run.Expect(call.Call.Ending is CallEnding.Abandoned or CallEnding.Completed || (stayed && call.Call.Ending == CallEnding.Interrupted), $"{call}: recorded as {call.Call.Ending}");
            run.Expect(!drains || stayed || call.Call.Usage is null or { Estimated: false }, $"{call}: drained, and billed by estimate all the same");
        }

        var charged = Enumerable.Range(0, 3).Select(i => run.Candidate($"model{i}")).Sum(candidate => node.Get<CircuitBreakers>().Read(candidate.Connection.Id, candidate.ModelId).Failures);
        run.Expect(charged == 0, $"the providers' breakers were charged with {charged} calls whose callers did not read");
        await SocketsThatClose.RunAsync(run);
    }

    private static Ask One(FaultRun run)
    {
        var ask = new Ask($"model{run.Random.Next(3)}", Stream: true);
        var after = run.Random.Next(0, 9);
        return run.Random.Next(4) switch
        {
            0 => ask with { LeaveAfter = after },
            1 => ask with { HangUpAfter = after },
            2 => ask with { Stream = false, HangUpAfter = run.Random.Next(0, 40) },
            // Stays away longer than it is waited for.
            _ => ask with { LeaveAfter = Never, Between = seen => seen == after + 1 ? Task.Delay(TimeSpan.FromSeconds(75), run.Time) : Task.CompletedTask },
        };
    }
}
