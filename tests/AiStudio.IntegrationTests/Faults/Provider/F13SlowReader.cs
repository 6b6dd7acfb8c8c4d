using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>A reader that stops while the provider has megabytes to say: the provider must be made to wait, and nothing may be lost.</summary>
internal sealed class F13SlowReader : FaultCase
{
    private const int Tokens = 900;
    private const int TokenSize = 24 * 1024;
    private const int Readers = 2;
    private const int MostOnTheWay = 14 * 1024 * 1024;

    public override string Fault => "reader slower than the provider";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        run.Route("flood", run.Candidate("flood"));
        run.Provider.Scripts.Add(new Script
        {
            Model = "flood", Times = Script.Forever, Tokens = [.. Enumerable.Repeat(new string('w', TokenSize - 1) + " ", Tokens)],
        });
        var stop = run.Random.Next(1, 20);
        var stalled = new Lazy<Task>(() => StalledAsync(run));

        var heard = await run.AskAllAsync(Enumerable.Range(0, Readers).Select(_ => (node, new Ask("flood", Stream: true)
        {
            Between = seen => seen == stop ? stalled.Value : Task.CompletedTask,
        })));

        foreach (var call in heard)
        {
            run.Expect(call.EndedWell, $"{call}: {call.Failure?.Message}");
            run.Expect(call.Text.Length == Tokens * TokenSize, $"{call}: heard {call.Text.Length} of {Tokens * TokenSize} characters");
        }
    }

    // Until the provider's socket takes no more: then everything that can be on the way is on the way.
    private static async Task StalledAsync(FaultRun run)
    {
        var (sent, quiet) = (0L, 0);
        while (quiet < 5)
        {
            await Task.Delay(50);
            var now = run.Provider.Bill.Rows.Sum(row => row.BytesWritten);
            (sent, quiet) = (now, now == sent ? quiet + 1 : 0);
        }

        var most = run.Provider.Bill.Rows.Max(row => row.BytesWritten);
        run.Expect(most <= MostOnTheWay, $"the provider sent {most >> 20} MB to a reader that does not read");
    }
}
