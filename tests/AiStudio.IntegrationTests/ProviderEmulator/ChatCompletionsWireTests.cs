using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.ProviderEmulator;

public sealed class ChatCompletionsWireTests
{
    private const string Head =
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","service_tier":"default","system_fingerprint":"fp_emulator","choices":""";

    [Fact]
    public async Task Stream_UsageAsked_IsRoleThenContentThenFinishThenUsageThenDone()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var response = await client.ChatAsync("good day", stream: true, ""","stream_options":{"include_usage":true}""");

        const string usage =
            """{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""";
        var expected = string.Concat(
            Head, """[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}""", "\n\n",
            Head, """[{"index":0,"delta":{"content":"Echo:"},"logprobs":null,"finish_reason":null}],"usage":null}""", "\n\n",
            Head, """[{"index":0,"delta":{"content":" good"},"logprobs":null,"finish_reason":null}],"usage":null}""", "\n\n",
            Head, """[{"index":0,"delta":{"content":" day"},"logprobs":null,"finish_reason":null}],"usage":null}""", "\n\n",
            Head, """[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}""", "\n\n",
            Head, """[],"usage":""", usage, "}\n\n",
            "data: [DONE]\n\n");
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Stream_UsageNotAsked_SaysNothingOfUsage()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var response = await client.ChatAsync("good day", stream: true);

        var text = await response.Content.ReadAsStringAsync(EmulatorClient.Stopping);
        Assert.DoesNotContain("usage", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ToolCalls_AreDeltasByIndex()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { ToolCalls = [new("weather", """{"city":"Ulm"}"""), new("time", "{}", "call_x")] });

        using var response = await client.ChatAsync("go", stream: true);

        var deltas = (await response.Content.ReadAsStringAsync(EmulatorClient.Stopping))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Replace(Head + """[{"index":0,"delta":""", "", StringComparison.Ordinal)
                .Replace(""","logprobs":null,"finish_reason":null}]}""", "", StringComparison.Ordinal));
        Assert.Equal(
            [
                """{"role":"assistant","content":null,"refusal":null}""",
                """{"tool_calls":[{"index":0,"id":"call_00000001_0","type":"function","function":{"name":"weather","arguments":""}}]}""",
                """{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}""",
                """{"tool_calls":[{"index":0,"function":{"arguments":"\"Ulm\"}"}}]}""",
                """{"tool_calls":[{"index":1,"id":"call_x","type":"function","function":{"name":"time","arguments":""}}]}""",
                """{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}""",
                """{},"logprobs":null,"finish_reason":"tool_calls"}]}""",
                "data: [DONE]",
            ],
            deltas);
    }

    [Fact]
    public async Task Whole_ModelAsksForWords_AnswersThatMany()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var response = await client.ChatAsync("words=4 please");

        Assert.StartsWith(
            """{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Echo: words=4 please words=4","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,""",
            await response.Content.ReadAsStringAsync(EmulatorClient.Stopping),
            StringComparison.Ordinal);
        Assert.Equal("req_00000001", response.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task Text_HalfASurrogateAndNul_ArriveAsEscapes()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Text = "a\ud83db\0c 😀" });

        using var response = await client.ChatAsync("go");

        Assert.Contains("""
            "content":"a\ud83db\u0000c 😀"
            """.Trim(), await response.Content.ReadAsStringAsync(EmulatorClient.Stopping), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UsageFrame.Absent, null)]
    [InlineData(UsageFrame.Null, "\"usage\":null")]
    [InlineData(UsageFrame.Zero, "\"completion_tokens\":0,")]
    [InlineData(UsageFrame.Negative, "\"completion_tokens\":-7,")]
    [InlineData(UsageFrame.Huge, "\"completion_tokens\":1000000000000000000,")]
    [InlineData(UsageFrame.Fractional, "\"completion_tokens\":3.5,")]
    [InlineData(UsageFrame.NotANumber, "\"completion_tokens\":NaN,")]
    public async Task UsageFrame_Variant_ChangesWhatIsToldAndNotTheBill(UsageFrame frame, string? told)
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Text = "one two three", UsageFrame = frame });

        using var response = await client.ChatAsync("go");

        var text = await response.Content.ReadAsStringAsync(EmulatorClient.Stopping);
        if (told is null)
            Assert.DoesNotContain("usage", text, StringComparison.Ordinal);
        else
            Assert.Contains(told, text, StringComparison.Ordinal);
        var row = Assert.Single(client.Host.Bill.Rows);
        Assert.Equal((4, 3), (row.InputTokens, row.OutputTokens));
    }

    [Fact]
    public async Task UsageFrame_DuplicatedInAStream_IsSentTwice()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Text = "one", UsageFrame = UsageFrame.Duplicated });

        using var response = await client.ChatAsync("go", stream: true, ""","stream_options":{"include_usage":true}""");

        var text = await response.Content.ReadAsStringAsync(EmulatorClient.Stopping);
        Assert.Equal(3, text.Split("\"prompt_tokens\":").Length);
    }
}
