using System.IO.Compression;
using System.Text;
using AiStudio.Gateway.Upstream;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>What is not the protocol, and usage that cannot be.</summary>
internal sealed class F05Garbage : FaultCase
{
    private const int LargestLine = 4 * 1024 * 1024;

    public override string Fault => "HTML with 200, wrong type, endless line, gzip bomb, deep JSON; usage absent, null, 0, negative, NaN, 10¹⁸, fractional, twice";

    public override async Task RunAsync(FaultRun run)
    {
        var counter = new ReadCounter();
        var node = await run.StartNodeAsync(options => options.AttemptsPerCandidate = 1, (services, _) => services.AddSingleton<IOutboundHttp>(new Correlation(counter)));
        foreach (var frame in Enum.GetValues<UsageFrame>())
        {
            await UsageAsync(run, node, frame);
        }

        await BodyAsync(run, node, "html", new Script { Body = "<html><body>Please log in</body></html>" });
        await BodyAsync(run, node, "text", new Script { Body = "all is well", ContentType = "text/plain" });
        await BodyAsync(run, node, "empty", new Script { Body = "", ContentType = "application/json" });
        await BodyAsync(run, node, "deep", new Script { Body = $"{{\"a\":{new string('[', 10_000)}" });
        await BodyAsync(run, node, "bomb", new Script { BodyBytes = Bomb(), Headers = new Dictionary<string, string> { ["content-encoding"] = "gzip" }, ContentType = "application/json" });
        await EndlessLineAsync(run, node, counter);
    }

    private static async Task UsageAsync(FaultRun run, FaultNode node, UsageFrame frame)
    {
        var model = $"usage-{frame}";
        run.Route(model, run.Candidate(model));
        run.Answers(model, run.Random.Next(1, 40), new Script { UsageFrame = frame });
        run.Lying.Add(model);

        var heard = await run.AskAsync(node, new Ask(model, run.Coin));

        var usage = heard.Call.Usage;
        var billed = (await run.Provider.Bill.SettledAsync(1)).Single(row => row.Model == model);
        run.Expect(heard.EndedWell, $"{heard}: the answer was lost over its usage: {heard.Failure?.Message}");
        switch (frame)
        {
            case UsageFrame.Exact or UsageFrame.Unasked or UsageFrame.Duplicated:
                run.Expect(usage is { Estimated: false } && (usage.InputTokens, usage.OutputTokens) == (billed.InputTokens, billed.OutputTokens), $"{heard}: {usage} on the ledger, {billed.InputTokens} and {billed.OutputTokens} on the bill");
                break;
            case UsageFrame.Zero:
                run.Expect(usage is { Estimated: false, InputTokens: 0, OutputTokens: 0 } && heard.Call.CostNanoUsd == 0, $"{heard}: zero was counted as {usage}");
                break;
            default:
                run.Expect(usage is { Estimated: true } && usage.InputTokens >= billed.InputTokens && usage.OutputTokens >= billed.OutputTokens, $"{heard}: {usage} for {billed.InputTokens} and {billed.OutputTokens}");
                break;
        }
    }

    private static async Task BodyAsync(FaultRun run, FaultNode node, string model, Script script)
    {
        run.Route(model, run.Candidate(model));
        run.Provider.Scripts.Add(script with { Model = model });

        var heard = await run.AskAsync(node, new Ask(model, run.Coin));

        run.Expect(heard.ErrorCode is "provider_invalid_response" or "provider_unavailable", $"{heard}: {heard.Failure}");
    }

    private static async Task EndlessLineAsync(FaultRun run, FaultNode node, ReadCounter counter)
    {
        const string model = "endless";
        var after = run.Random.Next(0, 3);
        counter.BytesRead = 0;
        run.Route(model, run.Candidate(model));
        run.Answers(model, 5, new Script { Fault = new Fault(FaultKind.Insert) { AfterChunks = after, Text = new string('x', 64 * 1024), Repeat = 1_600 } });

        var heard = await run.AskAsync(node, new Ask(model, Stream: true));

        run.Expect(heard.Failure is not null, $"{heard}: a line of 100 MB was taken");
        // What the emulator has written says little: a server hears late that nobody reads.
        run.Expect(counter.BytesRead < 2 * LargestLine, $"{heard}: {counter.BytesRead >> 20} MB of one line were read");
    }

    private static byte[] Bomb()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize))
        {
            gzip.Write(Encoding.UTF8.GetBytes("{\"choices\":[\""));
            var zeros = new byte[1024 * 1024];
            for (var megabyte = 0; megabyte < 20; megabyte++)
            {
                gzip.Write(zeros);
            }
        }

        return bomb.ToArray();
    }
}
