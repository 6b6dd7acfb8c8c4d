using AiStudio.Gateway.Upstream;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>
/// A recorded stream that breaks off, or comes in two parts, at every tenth byte, so that ten seeds meet every byte; and streams that are cut on the wire.
/// </summary>
internal sealed class F03CutStream : FaultCase
{
    private const int Tokens = 4;
    private const int Step = 10;

    public override string Fault => "stream cut or sliced at every byte offset; FIN, RST and silence on the wire";

    public override async Task RunAsync(FaultRun run)
    {
        await run.StartProviderAsync();
        var tape = new Tape();
        // A new node for each provider that is replayed would be a second ledger for nothing: the tape is asked first.
        var node = await run.StartNodeAsync(
            options => options.BreakerMinimumCalls = 10_000,
            (services, _) => services.AddSingleton<IOutboundHttp>(new Correlation(tape)));
        await ReplayAsync(run, node, tape, "openai", ProviderKind.OpenAi);
        await ReplayAsync(run, node, tape, "anthropic", ProviderKind.Anthropic);
        for (var round = 0; round < 4; round++)
        {
            await CutAsync(run, node, $"cut{round}", tape.Length);
        }
    }

    private static async Task ReplayAsync(FaultRun run, FaultNode node, Tape tape, string model, ProviderKind kind)
    {
        run.Route(model, run.Candidate(model, kind), run.Candidate($"{model}-else", kind));
        run.Answers(model, Tokens);
        run.Answers($"{model}-else", Tokens);
        tape.Record();
        var whole = await run.AskAsync(node, new Ask(model, Stream: true));
        run.Expect(whole.EndedWell && tape.Length > 0, $"{whole}: could not be recorded");

        var offsets = Enumerable.Range(0, tape.Length).Where(offset => offset % Step == run.Seed % Step);
        var asks = offsets.SelectMany(offset => new[] { (Offset: offset, Cut: true), (Offset: offset, Cut: false) });
        await Parallel.ForEachAsync(asks, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (one, _) =>
        {
            tape.Replay(one.Offset, one.Cut ? run.Seed % 2 == 0 ? Tape.End.Eof : Tape.End.Broken : Tape.End.None);
            var heard = await run.AskAsync(node, new Ask(model, Stream: true));
            run.Unbilled[heard.Call.Id] = "replayed";
            Check(run, heard, whole, $"{model} {(one.Cut ? "cut" : "sliced")} at byte {one.Offset} of {tape.Length}");
        });
        tape.Pass();
    }

    private static void Check(FaultRun run, Heard heard, Heard whole, string where)
    {
        run.Expect(whole.Text.StartsWith(heard.Text, StringComparison.Ordinal), $"{where}: heard “{heard.Text}”");
        run.Expect(!heard.EndedWell || heard.Text == whole.Text, $"{where}: a good end after “{heard.Text}”");
        if (where.Contains("sliced", StringComparison.Ordinal))
        {
            run.Expect(heard.EndedWell && heard.Call.Usage == whole.Call.Usage, $"{where}: {heard.Failure?.Message ?? "another usage"}");
            return;
        }

        run.Expect(heard.EndedWell || heard.ErrorCode is "stream_interrupted" or "provider_unavailable" or "provider_invalid_response", $"{where}: {heard.Failure}");
        run.Expect(heard.EndedWell || heard.Call.Usage is null or { Estimated: true }, $"{where}: a cut stream was billed as if its count were known");
    }

    private static async Task CutAsync(FaultRun run, FaultNode node, string model, int length)
    {
        var kind = run.Pick(FaultKind.End, FaultKind.Fin, FaultKind.Reset, FaultKind.Error);
        var at = run.Random.Next(1, length);
        run.Provider.Scripts.Add(new Script { Model = model, Tokens = Alphabet.Tokens(model, Tokens), Fault = new Fault(kind) { AfterBytes = at } });
        run.Answers(model, Tokens);
        run.Answers($"{model}-else", Tokens);
        run.Route(model, run.Candidate(model), run.Candidate($"{model}-else"));

        var heard = await run.AskAsync(node, new Ask(model, Stream: true));

        run.Expect(heard.EndedWell || heard.ErrorCode == "stream_interrupted", $"{heard} with {kind} at byte {at}: {heard.Failure?.Message}");
    }
}
