using System.Text.Json;
using AiStudio.Gateway;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>What both adapters owe the pipeline, over real sockets: the same question gives the same answer, whatever the protocol.</summary>
public sealed class AdapterContractTests : IAsyncLifetime
{
    private const string OpenAi = "openai contract";
    private const string Anthropic = "anthropic contract";

    private AdapterBench _bench = null!;

    public static TheoryData<string, bool> Ways => new() { { OpenAi, false }, { OpenAi, true }, { Anthropic, false }, { Anthropic, true } };

    public async ValueTask InitializeAsync() => _bench = await AdapterBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Text_ComesBackWhole_AndIsBilledAsTheProviderBills(string model, bool stream)
    {
        Script(new Script { Text = "Grüße aus Ulm 😀, \"quoted\"\n\tand indented." });

        var (answer, call, _) = await _bench.AskAsync(model, stream, [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Where are you?")]);

        Assert.Equal("Grüße aus Ulm 😀, \"quoted\"\n\tand indented.", answer.Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        var row = Assert.Single(_bench.Emulator.Bill.Rows);
        Assert.Equal(new TokenUsage { InputTokens = row.InputTokens, OutputTokens = row.OutputTokens }, call.Usage);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Images_GoOutAsData(string model, bool stream)
    {
        await _bench.AskAsync(model, stream, [new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png"), new UriContent("https://a.example/b.png", "image/png")])]);

        var parts = Messages()[0].GetProperty("content");
        Assert.Equal(3, parts.GetArrayLength());
        if (model == OpenAi)
        {
            Assert.Equal("data:image/png;base64,AQID", parts[1].GetProperty("image_url").GetProperty("url").GetString());
            Assert.Equal("https://a.example/b.png", parts[2].GetProperty("image_url").GetProperty("url").GetString());
        }
        else
        {
            var source = parts[1].GetProperty("source");
            Assert.Equal(("base64", "image/png", "AQID"), (source.GetProperty("type").GetString(), source.GetProperty("media_type").GetString(), source.GetProperty("data").GetString()));
            Assert.Equal("https://a.example/b.png", parts[2].GetProperty("source").GetProperty("url").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ToolCalls_SeveralAtOnce_ComeWholeAndTheirResultsGoBack(string model, bool stream)
    {
        Script(new Script { Text = "Let me look.", ToolCalls = [new("weather", """{"city":"Ulm","days":3,"deep":{"a":[1,2]}}"""), new("weather", """{"city":"Bonn \"am Rhein\""}"""), new("now", "")] });
        ChatMessage question = new(ChatRole.User, "Weather?");

        var (answer, call, _) = await _bench.AskAsync(model, stream, [question], WithTools);

        var calls = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        Assert.Equal(["weather", "weather", "now"], calls.Select(called => called.Name));
        Assert.Equal(3, calls.Select(called => called.CallId).Distinct().Count());
        Assert.Equal(("Ulm", "3", "{\"a\":[1,2]}"), (Argument(calls[0], "city"), Argument(calls[0], "days"), Argument(calls[0], "deep")));
        Assert.Equal("Bonn \"am Rhein\"", Argument(calls[1], "city"));
        Assert.Empty(calls[2].Arguments ?? new Dictionary<string, object?>());
        Assert.Equal(("Let me look.", ChatFinishReason.ToolCalls), (answer.Text, answer.FinishReason!.Value));
        Assert.Equal(_bench.Emulator.Bill.Rows[0].OutputTokens, call.Usage!.OutputTokens);

        var results = new ChatMessage(ChatRole.Tool, [.. calls.Select((called, index) => new FunctionResultContent(called.CallId, $"result {index}"))]);
        await _bench.AskAsync(model, stream, [question, .. answer.Messages, results], WithTools);

        var sent = Messages();
        var returned = model == OpenAi
            ? sent.Where(message => message.GetProperty("role").GetString() == "tool").Select(message => (message.GetProperty("tool_call_id").GetString(), ContentOf(message)))
            : sent[^1].GetProperty("content").EnumerateArray().Select(block => (block.GetProperty("tool_use_id").GetString(), ContentOf(block)));
        Assert.Equal(calls.Select((called, index) => ((string?)called.CallId, $"result {index}")), returned);
        Assert.Contains(calls[1].CallId, sent[1].GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ToolCall_WithArgumentsThatAreNoJson_IsHandedOnAsBroken(string model, bool stream)
    {
        Script(new Script { ToolCalls = [new("weather", """{"city": "Ulm""")] });

        if (model == Anthropic && !stream)
        {
            // There the arguments are part of the body, which is then no JSON either.
            Assert.Same(GatewayErrors.ProviderGarbled, (await Assert.ThrowsAsync<GatewayException>(() => _bench.AskAsync(model, stream, [new(ChatRole.User, "?")], WithTools))).Error);
            return;
        }

        var (answer, _, _) = await _bench.AskAsync(model, stream, [new(ChatRole.User, "?")], WithTools);

        Assert.NotNull(Assert.Single(answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()).Exception);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Schema_GoesOutInTheProtocolsForm(string model, bool stream)
    {
        Script(new Script { Text = """{"x":1,"y":"two"}""" });

        var (answer, _, _) = await _bench.AskAsync(model, stream, [new(ChatRole.User, "A point")], options => options.ResponseFormat = ChatResponseFormat.ForJsonSchema<Point>(schemaName: "point"));

        Assert.Equal("""{"x":1,"y":"two"}""", answer.Text);
        var format = model == OpenAi ? _bench.LastRequest.GetProperty("response_format").GetProperty("json_schema") : _bench.LastRequest.GetProperty("output_config").GetProperty("format");
        Assert.Equal("integer", format.GetProperty("schema").GetProperty("properties").GetProperty("x").GetProperty("type").GetString());
        if (model == OpenAi)
        {
            Assert.Equal("point", format.GetProperty("name").GetString());
        }
    }

    [Theory]
    [InlineData("""{"type":"array","items":{"type":"string"}}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""")]
    public async Task Anthropic_SchemaThatTheProtocolHasNot_IsAskedForInWords(string schema)
    {
        using var json = JsonDocument.Parse(schema);

        await _bench.AskAsync(Anthropic, true, [new(ChatRole.System, "Be brief."), new(ChatRole.User, "?")], options => options.ResponseFormat = ChatResponseFormat.ForJsonSchema(json.RootElement.Clone(), "list"));

        var body = _bench.LastRequest;
        Assert.False(body.TryGetProperty("output_config", out _));
        var system = body.GetProperty("system").EnumerateArray().Select(block => block.GetProperty("text").GetString()!).ToList();
        Assert.Equal("Be brief.", system[0]);
        Assert.EndsWith(schema, system[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAi_ClosedSchema_IsGuaranteed_AndAnOpenOneIsNot()
    {
        foreach (var (schema, strict) in new[]
        {
            ("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", true),
            ("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}""", false),
            ("""{"type":"object","properties":{"a":{"type":"object"}},"required":["a"],"additionalProperties":false}""", false),
            ("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", false),
        })
        {
            using var json = JsonDocument.Parse(schema);
            await _bench.AskAsync(OpenAi, false, [new(ChatRole.User, "?")], options => options.ResponseFormat = ChatResponseFormat.ForJsonSchema(json.RootElement.Clone(), "thing"));

            Assert.Equal(strict, _bench.LastRequest.GetProperty("response_format").GetProperty("json_schema").TryGetProperty("strict", out var told) && told.GetBoolean());
        }
    }

    [Theory]
    [InlineData(OpenAi, false, false)]
    [InlineData(OpenAi, true, false)]
    [InlineData(OpenAi, false, true)]
    [InlineData(OpenAi, true, true)]
    [InlineData(Anthropic, false, true)]
    [InlineData(Anthropic, true, true)]
    public async Task Reasoning_IsCountedAndKeptApartFromTheText(string model, bool stream, bool shown)
    {
        Script(new Script { ReasoningTokens = 4, Text = "The answer.", ShowsReasoning = shown });

        var (answer, call, _) = await _bench.AskAsync(model, stream, [new(ChatRole.User, "Think")]);

        Assert.Equal("The answer.", answer.Text);
        var reasoning = string.Concat(answer.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(thought => thought.Text));
        Assert.Equal(shown ? "Thinking on on on" : "", reasoning);
        Assert.Equal(6, call.Usage!.OutputTokens);
        Assert.Equal(model == OpenAi ? 4 : 0, call.Usage.ReasoningTokens);
    }

    [Theory]
    [InlineData(OpenAi, "stop", "stop")]
    [InlineData(OpenAi, "length", "length")]
    [InlineData(OpenAi, "tool_calls", "tool_calls")]
    [InlineData(OpenAi, "content_filter", "content_filter")]
    [InlineData(Anthropic, "end_turn", "stop")]
    [InlineData(Anthropic, "stop_sequence", "stop")]
    [InlineData(Anthropic, "max_tokens", "length")]
    [InlineData(Anthropic, "model_context_window_exceeded", "length")]
    [InlineData(Anthropic, "tool_use", "tool_calls")]
    [InlineData(Anthropic, "refusal", "content_filter")]
    public async Task StopReasons_AreTheSameInBothProtocols(string model, string sent, string understood)
    {
        foreach (var stream in new[] { false, true })
        {
            Script(new Script { Text = "Something", FinishReason = sent });

            Assert.Equal(understood, (await _bench.AskAsync(model, stream, [new(ChatRole.User, "?")])).Answer.FinishReason?.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task CachedTokens_AreMeteredAtTheirOwnPrices(string model, bool stream)
    {
        Script(new Script { Text = "one two three", InputTokens = 1_000, CachedInputTokens = 700, CacheWriteTokens = model == OpenAi ? 0 : 200 });

        var (_, call, settlement) = await _bench.AskAsync(model, stream, [new(ChatRole.User, "?")]);

        var written = model == OpenAi ? 0 : 200;
        Assert.Equal(new TokenUsage { InputTokens = 1_000, CachedInputTokens = 700, CacheWriteTokens = written, OutputTokens = 3 }, call.Usage);
        Assert.Equal(((300 - written) * 3_000) + (700 * 300) + (written * 3_750) + (3 * 15_000), settlement.CostNanoUsd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenAi_Parameters_GoOut(bool stream)
    {
        await _bench.AskAsync(OpenAi, stream, [new(ChatRole.User, "?")], options =>
        {
            (options.Seed, options.Temperature, options.TopP, options.StopSequences) = (42, 0.25f, 0.5f, ["END", "\n\n"]);
            options.Reasoning = new() { Effort = ReasoningEffort.Low };
        });

        var body = _bench.LastRequest;
        Assert.Equal((42, 0.25, 0.5, "low"), (body.GetProperty("seed").GetInt32(), body.GetProperty("temperature").GetDouble(), body.GetProperty("top_p").GetDouble(), body.GetProperty("reasoning_effort").GetString()));
        Assert.Equal("""["END","\n\n"]""", body.GetProperty("stop").GetRawText());
        Assert.Equal(400, body.GetProperty("max_completion_tokens").GetInt32());
    }

    // Its messages of this version have no temperature, and refuse what they do not know; what they lack beside is refused before.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Anthropic_Parameters_GoOutWhereTheProtocolHasThem(bool stream)
    {
        await _bench.AskAsync(Anthropic, stream, [new(ChatRole.User, "?")], options => (options.Temperature, options.StopSequences) = (0.25f, ["END"]));

        var body = _bench.LastRequest;
        Assert.Equal("""["END"]""", body.GetProperty("stop_sequences").GetRawText());
        Assert.Equal(400, body.GetProperty("max_tokens").GetInt32());
        Assert.False(body.TryGetProperty("temperature", out _));
    }

    private void Script(Script script) => _bench.Emulator.Scripts.Add(script);

    private List<JsonElement> Messages() => [.. _bench.LastRequest.GetProperty("messages").EnumerateArray()];

    private static void WithTools(ChatOptions options) => options.Tools =
    [
        AIFunctionFactory.Create((string city) => city, "weather", "The weather."),
        AIFunctionFactory.Create(() => "12:00", "now", "The time."),
    ];

    private static string? Argument(FunctionCallContent call, string name) => call.Arguments![name]?.ToString();

    private static string ContentOf(JsonElement element) => element.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts ? parts[0].GetProperty("text").GetString()! : element.GetProperty("content").GetString()!;

    internal sealed record Point(int X, string Y);
}
