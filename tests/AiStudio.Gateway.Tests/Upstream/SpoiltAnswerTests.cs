using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

/// <summary>F05: whatever comes in place of an answer is an error of the catalogue, in bounded memory; whatever comes in place of a count is no bill.</summary>
public sealed class SpoiltAnswerTests
{
    private const string Text = "A complete answer.";

    public static TheoryData<ProviderKind, bool> Ways => new()
    {
        { ProviderKind.OpenAi, false }, { ProviderKind.OpenAi, true }, { ProviderKind.Anthropic, false }, { ProviderKind.Anthropic, true },
    };

    public static TheoryData<ProviderKind, bool, string> SpoiltUsage
    {
        get
        {
            var data = new TheoryData<ProviderKind, bool, string>();
            foreach (var kind in new[] { ProviderKind.OpenAi, ProviderKind.Anthropic })
            {
                foreach (var usage in new[] { "absent", "null", "{}", "17", "\"many\"", "-7", "NaN", "1000000000000000000", "1e18", "3.5", "\"3\"", "[]" })
                {
                    data.Add(kind, false, usage);
                    data.Add(kind, true, usage);
                }
            }

            return data;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SpoiltUsage))]
    public async Task Usage_ThatCannotBe_LeavesTheAnswerAndIsEstimated(ProviderKind kind, bool stream, string usage)
    {
        await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(Answer(kind, stream, usage)), stream ? "text/event-stream" : "application/json"));
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal((Text, ChatFinishReason.Stop), (heard.Text, heard.FinishReason));
        Assert.True(call.Usage!.Estimated);
        Assert.InRange(call.Usage.OutputTokens, 1, 20);
        Assert.InRange(call.Usage.InputTokens, 1, 100);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Usage_OfZeros_IsTakenAtItsWord(ProviderKind kind, bool stream)
    {
        await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(Answer(kind, stream, "0")), stream ? "text/event-stream" : "application/json"));
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(new TokenUsage { InputTokens = 0, OutputTokens = 0 }, call.Usage);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Usage_SaidTwice_CountsOnce(ProviderKind kind, bool stream)
    {
        await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(Answer(kind, stream, "9", times: 2)), stream ? "text/event-stream" : "application/json"));
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(new TokenUsage { InputTokens = 9, OutputTokens = 9 }, call.Usage);
    }

    [Theory]
    [InlineData("text/html", "<html>captive portal</html>")]
    [InlineData("application/octet-stream", "\u0001\u0002\u0003")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "{\"error\":{\"message\":\"the prompt said secret\"}}")]
    [InlineData("application/json", "{\"choices\":\"none\",\"content\":17}")]
    [InlineData("application/json", "{\"choices\":[{\"message\":{\"content\":\"half")]
    [InlineData("text/event-stream", "")]
    [InlineData("text/event-stream", "<html>captive portal</html>")]
    [InlineData("text/event-stream", "data: nonsense\n\n")]
    [InlineData("text/event-stream", "data: {\"choices\":17}\n\n")]
    [InlineData("text/event-stream", "event: message_start\ndata: {\"type\":\"message_start\"}\n\n")]
    [InlineData("text/event-stream", "data: [DONE]\n\n")]
    public async Task Body_ThatIsNoAnswer_IsAnErrorThatSaysNothingOfIt(string type, string body)
    {
        foreach (var (kind, stream) in Ways.Select(way => way.Data))
        {
            await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(body), type));

            var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

            Assert.Contains(failure.Error.Code, new[] { "provider_invalid_response", "provider_unavailable" });
            Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Body_WithoutEnd_IsGivenUpEarly(ProviderKind kind, bool stream)
    {
        foreach (var type in new[] { "text/event-stream", "application/json" })
        {
            var endless = new Endless();
            await using var gateway = With(kind, () => new StreamContent(endless) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

            var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

            Assert.Same(GatewayErrors.ProviderGarbled, failure.Error);
            Assert.InRange(endless.Given, 1, 65L * 1024 * 1024);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Body_ThatIsABombOfZip_IsNotUnpacked(ProviderKind kind, bool stream)
    {
        var bomb = new MemoryStream();
        using (var zip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var part = 0; part < 256; part++)
                await zip.WriteAsync(new byte[1024 * 1024], Token);
        }

        await using var gateway = With(kind, () =>
        {
            var content = Content(bomb.ToArray(), stream ? "text/event-stream" : "application/json");
            content.Headers.ContentEncoding.Add("gzip");
            return content;
        });
        var before = GC.GetTotalAllocatedBytes();

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Contains(failure.Error.Code, new[] { "provider_invalid_response", "provider_unavailable" });
        // Other tests allocate meanwhile, but not as much as the bomb would.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 160 * 1024 * 1024);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Json_TenThousandDeep_IsAnError(ProviderKind kind, bool stream)
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        var body = $"{{\"usage\":{deep},\"choices\":{deep},\"content\":{deep},\"type\":\"message\"}}";
        await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(stream ? $"data: {body}\n\n" : body), stream ? "text/event-stream" : "application/json"));

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Contains(failure.Error.Code, new[] { "provider_invalid_response", "provider_unavailable" });
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi)]
    [InlineData(ProviderKind.Anthropic)]
    public async Task ToolArguments_TenThousandDeep_AreHandedOnAsBroken(ProviderKind kind)
    {
        var deep = $"{{\\\"a\\\":{new string('[', 10_000)}";
        var body = Encoding.UTF8.GetString(RecordedStreams.Of(kind, "tools")).Replace("{\\\"city\\\":\\\"Mün", deep, StringComparison.Ordinal);
        await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(body), "text/event-stream"));

        var heard = await gateway.AskAsync(TestGateway.Call(), stream: true, tools: RecordedStreams.Tools, cancellationToken: Token);

        Assert.NotNull(heard.Contents.OfType<FunctionCallContent>().First().Exception);
    }

    [Fact]
    public async Task OpenAi_Refusal_IsSaidAsText()
    {
        const string Body = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":null,"refusal":"I will not."}}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}""";
        await using var gateway = With(ProviderKind.OpenAi, () => Content(Encoding.UTF8.GetBytes(Body), "application/json"));

        Assert.Equal("I will not.", (await gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token)).Text);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Text_OfAMegabyteWithoutASpace_ComesThrough(ProviderKind kind, bool stream)
    {
        var long_ = new string('x', 1_000_000);
        await using var gateway = With(kind, () => Content(Encoding.UTF8.GetBytes(Answer(kind, stream, "9").Replace(Text, long_, StringComparison.Ordinal)), stream ? "text/event-stream" : "application/json"));

        Assert.Equal(long_, (await gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token)).Text);
    }

    // One number stands for every count; anything else stands in place of the whole usage.
    private static string Answer(ProviderKind kind, bool stream, string usage, int times = 1)
    {
        var isCount = usage is "-7" or "NaN" or "1000000000000000000" or "1e18" or "3.5" or "\"3\"" or "0" or "9";
        var openAi = isCount ? $$"""{"prompt_tokens":{{usage}},"completion_tokens":{{usage}},"total_tokens":{{usage}}}""" : usage;
        var anthropic = isCount ? $$"""{"input_tokens":{{usage}},"output_tokens":{{usage}}}""" : usage;
        var member = usage == "absent" ? "" : string.Concat(Enumerable.Repeat($",\"usage\":{(kind == ProviderKind.OpenAi ? openAi : anthropic)}", times));
        string[] events = (kind, stream) switch
        {
            (ProviderKind.OpenAi, false) =>
            [
                """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"@text"}}]@usage}""",
            ],
            (ProviderKind.OpenAi, true) =>
            [
                """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"@text"},"finish_reason":null}]}""",
                """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
                .. Enumerable.Repeat("""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[]@usage}""", times),
                "[DONE]",
            ],
            (_, false) => ["""{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"@text"}],"stop_reason":"end_turn","stop_sequence":null@usage}"""],
            _ =>
            [
                """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null@usage}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"@text"}}""",
                """{"type":"content_block_stop","index":0}""",
                .. Enumerable.Repeat("""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}@usage}""", times),
                """{"type":"message_stop"}""",
            ],
        };
        return string.Concat(events.Select(data => stream ? $"{Event(kind, data)}data: {data}\n\n" : data))
            .Replace("@usage", member, StringComparison.Ordinal).Replace("@text", Text, StringComparison.Ordinal);
    }

    private static string Event(ProviderKind kind, string data) => kind == ProviderKind.Anthropic ? $"event: {data.Split('"')[3]}\n" : "";

    private static ByteArrayContent Content(byte[] body, string type) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static TestGateway With(ProviderKind kind, Func<HttpContent> content)
    {
        var gateway = new TestGateway(http: new ScriptedHttp(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = content() }));
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("m", kind)]);
        return gateway;
    }

    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'{');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
