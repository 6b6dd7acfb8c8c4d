using AiStudio.Gateway.Upstream;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>Ends that the provider itself announces: an error event, its content filter, the length limit.</summary>
internal sealed class F06SpokenEnds : FaultCase
{
    public override string Fault => "error event after tokens, content-filter stop, length stop";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        for (var round = 0; round < 3; round++)
        {
            await ErrorAsync(run, node, $"error{round}");
            await FilterAsync(run, node, $"filter{round}");
            await LengthAsync(run, node, $"length{round}");
        }
    }

    private static async Task ErrorAsync(FaultRun run, FaultNode node, string model)
    {
        var tokens = run.Random.Next(1, 10);
        run.Route(model, run.Candidate(model), run.Candidate($"{model}-else"));
        run.Answers(model, 20, new Script { Fault = new Fault(FaultKind.Error) { AfterChunks = tokens, Text = run.Pick("overloaded", "key sk-secret is over its limit") } });
        run.Answers($"{model}-else", 20);

        var heard = await run.AskAsync(node, new Ask(model, Stream: true));

        run.Expect(heard.ErrorCode == "stream_interrupted", $"{heard}: {heard.Failure?.Message}");
        run.Expect(Alphabet.Count(model, heard.Text) == tokens, $"{heard}: heard “{heard.Text}” of {tokens} tokens");
        run.Expect(heard.Failure?.Message.Contains("sk-secret", StringComparison.Ordinal) != true, $"{heard}: repeats the provider's words");
    }

    private static async Task FilterAsync(FaultRun run, FaultNode node, string model)
    {
        var candidate = run.Candidate(model);
        run.Route(model, candidate);
        run.Answers(model, run.Random.Next(1, 10), new Script { FinishReason = candidate.Connection.Kind == ProviderKind.Anthropic ? "refusal" : "content_filter" });

        var heard = await run.AskAsync(node, new Ask(model, run.Coin));

        run.Expect(heard.FinishReason == ChatFinishReason.ContentFilter, $"{heard}: the filter's stop became {heard.FinishReason}");
    }

    private static async Task LengthAsync(FaultRun run, FaultNode node, string model)
    {
        var limit = run.Random.Next(1, 20);
        run.Route(model, run.Candidate(model));
        run.Answers(model, 30);

        var heard = await run.AskAsync(node, new Ask(model, run.Coin) { MaxOutput = limit });

        run.Expect(heard.FinishReason == ChatFinishReason.Length, $"{heard}: the limit's stop became {heard.FinishReason}");
        run.Expect(heard.Call.Usage?.OutputTokens == limit, $"{heard}: {heard.Call.Usage?.OutputTokens} tokens of {limit} allowed");
    }
}
