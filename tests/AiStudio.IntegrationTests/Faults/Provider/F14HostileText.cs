using System.Text;
using System.Text.Json;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>Characters that no store bears, and some that only look dangerous: the first are cleaned, the others kept, and usage is never lost over them.</summary>
internal sealed class F14HostileText : FaultCase
{
    private static readonly string[] s_pieces =
    [
        "\0", "\ud83d", "\ude00", "\ud83d\ude00", "\u001b[31m", "\u202e", "\u2066x\u2069", "\ufeff", "\ufffe", "\U000e0041", "\u200d", "e\u0301", "\r\n", "\u2028", "\u0085",
        "\u0007", "<script>", "\\u0000", "\"", "'; drop table call; --", "日本", "مرحبا", "\udbff", "\udc00", "plain ", "\U0010ffff", "data: [DONE]\n\n", "event: error\n",
    ];

    public override string Fault => "NUL, lone and split surrogates, escapes, bidi, tags, a megabyte without spaces";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        for (var round = 0; round < 6; round++)
        {
            var model = $"hostile{round}";
            List<string> tokens = [.. Enumerable.Range(0, run.Random.Next(5, 40)).Select(_ => s_pieces[run.Random.Next(s_pieces.Length)])];
            if (round == 0)
            {
                tokens.Add(new string('m', 1024 * 1024));
            }

            run.Route(model, run.Candidate(model));
            run.Provider.Scripts.Add(new Script
            {
                Model = model, Tokens = tokens, ToolCalls = [new("save", JsonSerializer.Serialize(new { text = "a\0b", pair = "\ud83d\ude00" }))],
            });

            var heard = await run.AskAsync(node, new Ask(model, run.Coin) { Prompt = $"Please repeat {string.Concat(tokens.Take(5))} as it is", MaxOutput = 4_000, Tools = [AIFunctionFactory.Create((string text, string pair) => text + pair, "save")] });

            var expected = Clean(string.Concat(tokens));
            run.Expect(heard.EndedWell, $"{heard}: {heard.Failure?.Message}");
            run.Expect(heard.Text == expected, $"{heard}: {Show(heard.Text)} for {Show(expected)}");
            run.Expect(heard.Contents.OfType<FunctionCallContent>().Count() == 1, $"{heard}: the tool call is lost");
            await StoreAsync(run, heard);
        }
    }

    private static async Task StoreAsync(FaultRun run, Heard heard)
    {
        var arguments = JsonSerializer.Serialize(heard.Contents.OfType<FunctionCallContent>().FirstOrDefault()?.Arguments, AIJsonUtilities.DefaultOptions);
        var back = await run.Database.ScalarAsync<string>("select $1::text || coalesce(($2::jsonb ->> 'nothing'), '')", heard.Text, arguments);
        run.Expect(back == heard.Text, $"{heard}: another text came back from the database");
    }

    // NUL goes, half a pair becomes U+FFFD; what is split over two tokens is whole again.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\0", "", StringComparison.Ordinal).EnumerateRunes())
        {
            clean.Append(rune);
        }

        return clean.ToString();
    }

    private static string Show(string text) => text.Length > 400 ? $"{text.Length} characters" : JsonSerializer.Serialize(text);
}
