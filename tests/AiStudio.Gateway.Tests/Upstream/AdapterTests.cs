using System.Net;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

/// <summary>Both adapters through the whole pipeline, with a scripted handler where the network would be.</summary>
public sealed class AdapterTests
{
    private const string OpenAiWhole = """
        {"id":"c1","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi \ud83d\ude00"}}],
        "usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":4}}}
        """;

    private const string OpenAiStream = """
        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"content":"Hi \ud83d"}}],"usage":null}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"content":"\ude00"}}],"usage":null}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":4}}}

        data: [DONE]


        """;

    private const string AnthropicWhole = """
        {"id":"m1","type":"message","role":"assistant","model":"m-1","content":[{"type":"text","text":"Hi \ud83d\ude00"}],"stop_reason":"end_turn","stop_sequence":null,
        "usage":{"input_tokens":7,"output_tokens":9,"cache_read_input_tokens":8,"cache_creation_input_tokens":5}}
        """;

    private const string AnthropicStream = """
        event: message_start
        data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m-1","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1,"cache_read_input_tokens":8,"cache_creation_input_tokens":5}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi \ud83d"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ude00"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenAi_Answer_IsCleanedAndMeteredWithoutDoubleCounting(bool stream)
    {
        var http = new ScriptedHttp(_ => stream ? ScriptedHttp.Events(OpenAiStream) : ScriptedHttp.Json(OpenAiWhole));
        await using var gateway = With(http, ProviderKind.OpenAi);
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, maxOutput: 50, cancellationToken: Token);

        Assert.Equal("Hi 😀", heard.Text);
        Assert.Equal(ChatFinishReason.Stop, heard.FinishReason);
        Assert.Equal(new TokenUsage { InputTokens = 20, CachedInputTokens = 8, OutputTokens = 9, ReasoningTokens = 4 }, call.Usage);
        var (url, body) = Assert.Single(http.Requests);
        Assert.Equal("https://provider.example/v1/chat/completions", url);
        Assert.Contains("\"max_completion_tokens\":50", body, StringComparison.Ordinal);
        Assert.Equal(stream, body.Contains("\"include_usage\":true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", false)]
    [InlineData("https://provider.example/v1", true)]
    public async Task OpenAi_Limit_GoesOutUnderBothNamesExceptToOpenAiItself(string url, bool both)
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Json(OpenAiWhole));
        await using var gateway = With(http, ProviderKind.OpenAi);
        var candidate = gateway.Routes.Plans["balanced"].Candidates[0];
        gateway.Routes.Plans["balanced"] = new RoutePlan([candidate with { Connection = candidate.Connection with { BaseUrl = new Uri(url) } }]);

        await gateway.AskAsync(TestGateway.Call(), stream: false, maxOutput: 50, cancellationToken: Token);

        var body = Assert.Single(http.Requests).Body;
        Assert.Contains("\"max_completion_tokens\":50", body, StringComparison.Ordinal);
        Assert.Equal(both, body.Contains("\"max_tokens\":50", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Anthropic_Answer_IsCleanedAndItsInputIncludesTheCache(bool stream)
    {
        var http = new ScriptedHttp(_ => stream ? ScriptedHttp.Events(AnthropicStream) : ScriptedHttp.Json(AnthropicWhole));
        await using var gateway = With(http, ProviderKind.Anthropic);
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, maxOutput: 50, cancellationToken: Token);

        Assert.Equal("Hi 😀", heard.Text);
        Assert.Equal(new TokenUsage { InputTokens = 20, CachedInputTokens = 8, CacheWriteTokens = 5, OutputTokens = 9 }, call.Usage);
        var (url, body) = Assert.Single(http.Requests);
        Assert.Equal("https://provider.example/v1/messages", url);
        Assert.Contains("\"max_tokens\":50", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi, 401, "provider_authentication_failed")]
    [InlineData(ProviderKind.Anthropic, 403, "provider_authentication_failed")]
    [InlineData(ProviderKind.OpenAi, 429, "provider_rate_limited")]
    [InlineData(ProviderKind.Anthropic, 429, "provider_rate_limited")]
    [InlineData(ProviderKind.OpenAi, 404, "provider_rejected_request")]
    [InlineData(ProviderKind.Anthropic, 529, "provider_unavailable")]
    [InlineData(ProviderKind.OpenAi, 500, "provider_unavailable")]
    [InlineData(ProviderKind.OpenAi, 302, "provider_invalid_response")]
    public async Task Refusal_OfTheProvider_IsTranslatedOnceAndNotRetried(ProviderKind kind, int status, string code)
    {
        var http = new ScriptedHttp(_ =>
        {
            var response = ScriptedHttp.Json("""{"error":{"message":"secret prompt"}}""", (HttpStatusCode)status);
            response.Headers.Add("Retry-After", "7");
            return response;
        });
        await using var gateway = With(http, kind);

        foreach (var stream in new[] { false, true })
        {
            var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

            Assert.Equal(code, failure.Error.Code);
            Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
            Assert.Equal(status is 429 or >= 500 ? TimeSpan.FromSeconds(7) : null, failure.RetryAfter);
        }

        Assert.Equal(2, http.Requests.Count);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi, "This model's maximum context length is 8192 tokens")]
    [InlineData(ProviderKind.Anthropic, "prompt is too long: 9 tokens > 8 maximum")]
    public async Task Refusal_OfTooLongAPrompt_IsItsOwnError(ProviderKind kind, string message)
    {
        await using var gateway = With(new ScriptedHttp(_ => ScriptedHttp.Json($$"""{"error":{"message":"{{message}}"} }""", HttpStatusCode.BadRequest)), kind);

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token));

        Assert.Same(GatewayErrors.ContextTooLong, failure.Error);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi, """{"error":{"code":"content_filter","message":"The response was filtered","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""")]
    [InlineData(ProviderKind.Anthropic, """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""")]
    public async Task Refusal_OfTheContent_IsItsOwnError(ProviderKind kind, string body)
    {
        await using var gateway = With(new ScriptedHttp(_ => ScriptedHttp.Json(body, HttpStatusCode.BadRequest)), kind);

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token));

        Assert.Same(GatewayErrors.ContentRefused, failure.Error);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi)]
    [InlineData(ProviderKind.Anthropic)]
    public async Task Garbage_WithStatus200_IsGarbledBothWays(ProviderKind kind)
    {
        await using var gateway = With(new ScriptedHttp(_ => ScriptedHttp.Json("<html>captive portal</html>")), kind);

        foreach (var stream in new[] { false, true })
        {
            var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));
            Assert.Same(GatewayErrors.ProviderGarbled, failure.Error);
        }
    }

    [Fact]
    public async Task OpenAi_ToolsAndResults_GoOutAndComeBack()
    {
        const string Stream = """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"ci"}}]}}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Ulm\\u0000\"}"}}]}}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """;
        var http = new ScriptedHttp(_ => ScriptedHttp.Events(Stream));
        await using var gateway = With(http, ProviderKind.OpenAi);
        var options = new GatewayChatOptions(TestGateway.Call())
        {
            Tools = [AIFunctionFactory.Create((string city) => city, "weather", "The weather.")],
            ToolMode = ChatToolMode.RequireSpecific("weather"),
            ResponseFormat = ChatResponseFormat.ForJsonSchema<Dictionary<string, string>>(),
            Temperature = 0.5f,
        };
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
            new(ChatRole.Assistant, [new FunctionCallContent("t0", "weather", new Dictionary<string, object?> { ["city"] = "Bonn" })]),
            new(ChatRole.Tool, [new FunctionResultContent("t0", "rain")]),
        ];

        var answer = await gateway.Chat.GetStreamingResponseAsync(messages, options, Token).ToChatResponseAsync(Token);

        var call = Assert.Single(answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("t1", "weather", "Ulm"), (call.CallId, call.Name, call.Arguments!["city"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        var body = http.Requests.Single().Body;
        Assert.Contains("data:image/png;base64,AQID", body, StringComparison.Ordinal);
        Assert.Contains("\"tool_call_id\":\"t0\"", body, StringComparison.Ordinal);
        Assert.Contains("\"temperature\":0.5", body, StringComparison.Ordinal);
        Assert.Contains("\"json_schema\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WithANewRevision_GetsANewAdapter()
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Json(OpenAiWhole));
        await using var gateway = With(http, ProviderKind.OpenAi);
        await gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token);
        var candidate = gateway.Routes.Plans["balanced"].Candidates[0];
        gateway.Routes.Plans["balanced"] = new RoutePlan(
            [candidate with { Connection = candidate.Connection with { BaseUrl = new Uri("https://elsewhere.example/v1"), Revision = 2 } }]);

        await gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token);

        Assert.Equal(["provider.example", "elsewhere.example"], http.Requests.Select(request => new Uri(request.Url).Host));
    }

    private static TestGateway With(ScriptedHttp http, ProviderKind kind)
    {
        var gateway = new TestGateway(http: http);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("m-1", kind)]);
        return gateway;
    }
}
