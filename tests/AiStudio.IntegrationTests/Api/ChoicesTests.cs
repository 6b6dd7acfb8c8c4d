using System.Globalization;
using System.Net;
using System.Text.Json;
using AiStudio.Api.Background;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary><c>n</c>: several answers to one question, by every door.</summary>
public sealed class ChoicesTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const string Schema = ""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}""";

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whole_GivesEachItsIndexAndReason_AndTellsTheSum()
    {
        var (owner, program) = await api.NewProgramAsync();
        var slow = new Script { DelayMs = 1_000 };
        api.Answer("whole choices", slow with { Text = "One" }, slow with { Text = "Two words", FinishReason = "length" }, slow with { ToolCalls = [new("weather", """{"city":"Ulm"}""")] });

        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(3, "whole choices", more: ""","tools":[{"type":"function","function":{"name":"weather"}}]"""));
        var json = await answer.JsonAsync();

        Assert.Equal(["One", "Two words", null], SeveralAnswers.Texts(json));
        Assert.Equal(["stop", "length", "tool_calls"], json.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("finish_reason").GetString()));
        var calls = await CallsAsync(owner.OrganizationId);
        Assert.Equal(3, calls.Count);
        var usage = json.GetProperty("usage");
        Assert.Equal((calls.Sum(call => call.In), calls.Sum(call => call.Out)), (usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64()));
        Assert.Equal(3 * calls[0].In, calls.Sum(call => call.In));
        Assert.Equal($"3 {calls.Sum(call => call.In)} {calls.Sum(call => call.Out)}", $"{Header(answer, "attempts")} {Header(answer, "input-tokens")} {Header(answer, "output-tokens")}");
        Assert.Equal(calls.Sum(call => call.Cost) / 1_000_000_000m, decimal.Parse(Header(answer, "cost-usd"), CultureInfo.InvariantCulture));
        var first = Assert.Single(calls, call => call.Id == Guid.Parse(Header(answer, "call-id")));
        Assert.Equal((1, $"chatcmpl-{first.Id:n}"), (first.Out, json.GetProperty("id").GetString()));
        // Side by side: none waited for another.
        var asked = api.Emulator.Bill.Rows.Where(row => row.RequestBody!.Contains("whole choices", StringComparison.Ordinal)).ToList();
        Assert.True(asked.Max(row => row.StartedAt) < asked.Min(row => row.EndedAt), "one was asked after another had answered");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_TellsEachUnderItsIndex_AndOneEnd_AlsoToWhoWatchesIt(bool keyed)
    {
        var (_, program) = await api.NewProgramAsync();
        api.Answer($"streamed choices {keyed}", new Script { Tokens = ["a ", "b ", "c "], ChunkDelayMs = 30 }, new Script { Tokens = ["d "] }, new Script { Tokens = ["e ", "f "], ChunkDelayMs = 10, FinishReason = "length" });

        using var answer = await ApiSite.PostAsync(
            program, "/v1/chat/completions", SeveralAnswers.Ask(3, $"streamed choices {keyed}", stream: true, more: ""","stream_options":{"include_usage":true}"""), keyed ? [("Idempotency-Key", "choices")] : []);
        var text = await answer.Content.ReadAsStringAsync(Stopping);
        var chunks = SeveralAnswers.Chunks(text);
        var watched = await program.GetStringAsync($"/api/turns/{answer.Headers.GetValues("x-turn-id").Single()}/events", Stopping);

        Assert.Equal(["0 role a b c (stop)", "1 role d (stop)", "2 role e f (length)"], SeveralAnswers.Told(chunks));
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        var usage = Assert.Single(chunks, chunk => chunk.GetProperty("choices").GetArrayLength() == 0).GetProperty("usage");
        Assert.Equal((6, 3 * 6), (usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("prompt_tokens").GetInt32()));
        Assert.Equal((chunks.Count, true), (text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length - 1, text.EndsWith("\n\ndata: [DONE]\n\n", StringComparison.Ordinal)));
        Assert.Equal(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select((one, index) => $"{one}\nid: {index + 1}"), watched.Split("\n\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Form_IsCheckedOfEach_AndOneThatNeverFitsRefusesAll(bool stream)
    {
        var (owner, program) = await api.NewProgramAsync();
        var (good, mended, never) = (new Script { Text = """{"a":1}""" }, new Script { Text = "Sure!" }, new Script { Text = "Sure!", Times = 2 });
        api.Answer($"form mended {stream}", good, mended);
        api.Emulator.Scripts.Add(new Script { PromptContains = "does not have the required form", When = request => request.Seed == 8, Text = """{"a":2}""" });
        api.Answer($"form never {stream}", good, never);

        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(2, $"form mended {stream}", stream, Schema));
        var text = await answer.Content.ReadAsStringAsync(Stopping);
        Assert.Equal(["0 role {\"a\":1} (stop)", "1 role {\"a\":2} (stop)"], stream ? SeveralAnswers.Told(SeveralAnswers.Chunks(text)) : SeveralAnswers.Texts(JsonElement.Parse(text)).Select((said, index) => $"{index} role {said} (stop)"));
        Assert.Equal(3, (await CallsAsync(owner.OrganizationId)).Count);

        using var refused = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(2, $"form never {stream}", stream, Schema));
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Contains("invalid_structured_output", await refused.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_KeepsEachByItself()
    {
        var (_, program) = await api.NewProgramAsync();
        api.Answer("cached choices", new Script { Text = "One" }, new Script { Text = "Two" }, new Script { Text = "Three" });
        var ask = SeveralAnswers.Ask(3, "cached choices", more: ""","cache":{"ttl":600}""");

        using var first = await ApiSite.PostAsync(program, "/v1/chat/completions", ask);
        using var again = await ApiSite.PostAsync(program, "/v1/chat/completions", ask);
        using var plain = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("cached choices", more: ""","n":2,"cache":{"ttl":600}"""));

        Assert.Equal(["One", "Two", "Three"], SeveralAnswers.Texts(await first.JsonAsync()));
        Assert.Equal(["One", "Two", "Three"], SeveralAnswers.Texts(await again.JsonAsync()));
        Assert.Equal(("none", "exact", "0"), (Header(first, "cache"), Header(again, "cache"), Header(again, "cost-usd")));
        // Without a seed nothing but their number tells them apart.
        Assert.Equal((HttpStatusCode.OK, 5), (plain.StatusCode, api.Emulator.Bill.Rows.Count(row => row.RequestBody!.Contains("cached choices", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_UnderAKey_IsTheSameBytes_AndNothingIsAskedAgain(bool stream)
    {
        var (owner, program) = await api.NewProgramAsync();
        var ask = SeveralAnswers.Ask(3, "replayed choices", stream);

        using var first = await ApiSite.PostAsync(program, "/v1/chat/completions", ask, ("Idempotency-Key", $"choices-{stream}"));
        var told = await first.Content.ReadAsByteArrayAsync(Stopping);
        using var again = await ApiSite.PostAsync(program, "/v1/chat/completions", ask, ("Idempotency-Key", $"choices-{stream}"));

        Assert.Equal(told, await again.Content.ReadAsByteArrayAsync(Stopping));
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(3, (await CallsAsync(owner.OrganizationId)).Count);
    }

    [Fact]
    public async Task Later_AndInABatch_AsAtOnce()
    {
        var (_, program) = await api.NewProgramAsync();
        foreach (var prompt in new[] { "later choices", "line of choices" })
            api.Answer(prompt, new Script { Text = "One" }, new Script { Text = "Two" });

        using var accepted = await ApiSite.PostAsync(program, "/v1/chat/completions", SeveralAnswers.Ask(2, "later choices"), ("Prefer", "respond-async"));
        var job = (await accepted.JsonAsync()).GetProperty("id").GetGuid();
        await program.GetStringAsync($"/api/jobs/{job}/events", Stopping);
        using var result = await program.GetAsync($"/api/jobs/{job}/result", Stopping);
        using var batch = await ApiSite.PostAsync(program, "/api/batches", $$"""{"custom_id":"1","body":{{SeveralAnswers.Ask(2, "line of choices")}}}""");
        var taken = await batch.JsonAsync();
        await program.GetStringAsync($"/api/jobs/{taken.GetProperty("job_id").GetGuid()}/events", Stopping);
        var line = JsonElement.Parse(await program.GetStringAsync($"/api/batches/{taken.GetProperty("id").GetGuid()}/results", Stopping));

        Assert.Equal(["One", "Two"], SeveralAnswers.Texts(await result.JsonAsync()));
        Assert.Equal("2", Header(result, "attempts"));
        Assert.Equal(["One", "Two"], SeveralAnswers.Texts(line.GetProperty("response").GetProperty("body")));
    }

    [Fact]
    public void Calls_OfEveryAttemptInTheBackground_HaveIdsOfTheirOwn()
    {
        var requests = Enumerable.Range(1, 300).Select(attempt => new BackgroundRequest(Guid.Parse("01980000-0000-7000-8000-0000000000c1"), default, attempt, [], null));

        Assert.Equal(300 * 16, requests.SelectMany(request => Enumerable.Range(0, 16).Select(number => request.CallId((byte)number))).Distinct().Count());
    }

    [Theory]
    [InlineData("balanced", "9", "invalid_value")]
    [InlineData("balanced", "0", "invalid_value")]
    [InlineData("balanced", "1.5", "invalid_type")]
    [InlineData("balanced", "\"2\"", "invalid_type")]
    [InlineData("assistant/any", "2", "unsupported_parameter")]
    public async Task Number_ThatCannotBeGiven_IsRefusedByName_ByEveryDoor(string model, string n, string code)
    {
        var (_, program) = await api.NewProgramAsync();
        var body = $$"""{"model":"{{model}}","n":{{n}},"messages":[{"role":"user","content":"x"}]}""";

        using var atOnce = await ApiSite.PostAsync(program, "/v1/chat/completions", body);
        using var later = await ApiSite.PostAsync(program, "/v1/chat/completions", body, ("Prefer", "respond-async"));
        using var batch = await ApiSite.PostAsync(program, "/api/batches", $$"""{"custom_id":"1","body":{{body}}}""");

        foreach (var answer in new[] { atOnce, later })
        {
            var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stopping)).GetProperty("error");
            Assert.Equal((HttpStatusCode.BadRequest, "n", code), (answer.StatusCode, error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        }

        Assert.Equal(HttpStatusCode.BadRequest, batch.StatusCode);
        Assert.Contains("body.n”", await batch.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    private async Task<List<(Guid Id, int In, int Out, long Cost)>> CallsAsync(Guid organization)
    {
        var rows = await api.Database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', call_id, input_tokens, output_tokens, cost_nano_usd), ';') from ledger_entry where org_id = $1", organization);
        return [.. rows!.Split(';').Select(row => row.Split(' ')).Select(row => (
            Guid.Parse(row[0]), int.Parse(row[1], CultureInfo.InvariantCulture), int.Parse(row[2], CultureInfo.InvariantCulture), long.Parse(row[3], CultureInfo.InvariantCulture)))];
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues($"x-aistudio-{name}").Single();
}
