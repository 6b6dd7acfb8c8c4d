using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>The first model breaks off after it has begun, or just before.</summary>
internal sealed class F07NoSplice : FaultCase
{
    public override string Fault => "the first model fails after text was shown";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        for (var round = 0; round < 8; round++)
        {
            var (first, second) = ($"first{round}", $"second{round}");
            var tokens = run.Random.Next(0, 6);
            run.Route(first, run.Candidate(first), run.Candidate(second));
            run.Answers(first, 12, new Script { Fault = new Fault(run.Pick(FaultKind.End, FaultKind.Fin, FaultKind.Reset, FaultKind.Error)) { AfterChunks = tokens } });
            run.Answers(second, 12);

            var heard = await run.AskAsync(node, new Ask(first, Stream: true));

            var asked = run.Provider.Bill.Rows.Any(row => row.Model == second);
            run.Expect(heard.EndedWell == (tokens == 0), $"{heard} after {tokens} tokens: {heard.Failure?.Message}");
            run.Expect(asked == (tokens == 0), $"{heard} after {tokens} tokens: the second model was {(asked ? "" : "not ")}asked");
            run.Expect(tokens == 0 || Alphabet.Count(first, heard.Text) == tokens, $"{heard}: heard “{heard.Text}” of {tokens} tokens");
        }
    }
}
