using AiStudio.Gateway.Upstream;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>A reader that stops while the provider has megabytes to say: the provider must be made to wait, and nothing may be lost.</summary>
internal sealed class F13SlowReader : FaultCase
{
    private const int Tokens = 900;
    private const int TokenSize = 24 * 1024;
    private const int Readers = 2;

    // For each reader: what it has read, what waits for it, and what is being taken in.
    private const int Most = Readers * (LatestStop + 64 + 16) * TokenSize;
    private const int LatestStop = 20;

    public override string Fault => "reader slower than the provider";

    public override async Task RunAsync(FaultRun run)
    {
        var counter = new ReadCounter();
        var node = await run.StartNodeAsync(replace: (services, _) => services.AddSingleton<IOutboundHttp>(new Correlation(counter)));
        run.Route("flood", run.Candidate("flood"));
        run.Provider.Scripts.Add(new Script
        {
            Model = "flood", Times = Script.Forever, Tokens = [.. Enumerable.Repeat(new string('w', TokenSize - 1) + " ", Tokens)],
        });
        var stop = run.Random.Next(1, LatestStop);
        var stalled = new Lazy<Task>(() => StalledAsync(run, counter));

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

    // Until nothing more is read. What sockets hold meanwhile is the kernel's affair, and bounded by its settings.
    private static async Task StalledAsync(FaultRun run, ReadCounter counter)
    {
        var (read, quiet) = (0L, 0);
        while (quiet < 5)
        {
            await Task.Delay(50);
            (read, quiet) = (counter.BytesRead, counter.BytesRead == read ? quiet + 1 : 0);
        }

        run.Expect(read <= Most, $"{read >> 20} MB were read for readers that do not read");
    }
}
