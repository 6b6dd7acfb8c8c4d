using System.Text.Json;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

/// <summary>Arguments of tools that are no JSON object: they stay as the model wrote them, on every way.</summary>
public sealed class ToolArgumentsTests
{
    private const string Broken = """{"city":"Ulm""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WithArgumentsThatAreNoJson_KeepsThemAndSaysSo(bool stream)
    {
        var http = new ScriptedHttp(_ => stream
            ? ScriptedHttp.Events("""
                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"city\":"}}]}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"\u0000Ulm"}}]}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

                data: [DONE]


                """)
            : ScriptedHttp.Json("""{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"\u0000Ulm"}}]}}]}"""));
        await using var gateway = With(http, ProviderKind.OpenAi);

        var heard = await gateway.AskAsync(TestGateway.Call(), stream, tools: [AIFunctionFactory.Create((string city) => city, "weather")], cancellationToken: Token);

        var call = Assert.Single(heard.Contents.OfType<FunctionCallContent>());
        Assert.Null(call.Arguments);
        Assert.NotNull(call.Exception);
        Assert.Equal((Broken, Broken), (ToolJson.UnreadableOf(call), ToolJson.Arguments(call)));
        var kept = JsonSerializer.Deserialize<AIContent>(JsonSerializer.Serialize<AIContent>(call, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions);
        Assert.Equal(Broken, ToolJson.Arguments(Assert.IsType<FunctionCallContent>(kept)));
    }

    [Theory]
    [InlineData(Broken, Broken)]
    [InlineData("[1]", "[1]")]
    [InlineData("", "{}")]
    [InlineData("""{"city": "Ulm"}""", """{"city":"Ulm"}""")]
    public async Task History_GoesToOpenAi_AsItCame(string arguments, string sent)
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Json("""{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}]}"""));
        await using var gateway = With(http, ProviderKind.OpenAi);

        await gateway.Chat.GetResponseAsync(Conversation(arguments), new GatewayChatOptions(TestGateway.Call()), Token);

        using var body = JsonDocument.Parse(http.Requests.Single().Body);
        Assert.Equal(sent, body.RootElement.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task History_GoesToAnthropic_WhichTakesObjectsOnly()
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Json("""{"id":"m1","type":"message","role":"assistant","model":"m-1","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":9}}"""));
        await using var gateway = With(http, ProviderKind.Anthropic);

        await gateway.Chat.GetResponseAsync(Conversation(Broken), new GatewayChatOptions(TestGateway.Call()), Token);

        Assert.Contains("\"input\":{}", http.Requests.Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfAnthropicThatIsCutInItsArguments_KeepsThem()
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Events("""
            event: message_start
            data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m-1","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Ulm"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}


            """));
        await using var gateway = With(http, ProviderKind.Anthropic);

        var heard = await gateway.AskAsync(TestGateway.Call(), stream: true, tools: [AIFunctionFactory.Create((string city) => city, "weather")], cancellationToken: Token);

        var call = Assert.Single(heard.Contents.OfType<FunctionCallContent>());
        Assert.Equal((Broken, ChatFinishReason.Length), (ToolJson.Arguments(call), heard.FinishReason));
    }

    private static List<ChatMessage> Conversation(string arguments) =>
    [
        new(ChatRole.User, "Weather?"),
        new(ChatRole.Assistant, [ToolJson.Call("t1", "weather", arguments)]),
        new(ChatRole.Tool, [new FunctionResultContent("t1", "That is no JSON.")]),
    ];

    private static TestGateway With(ScriptedHttp http, ProviderKind kind)
    {
        var gateway = new TestGateway(http: http);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("m-1", kind)]);
        return gateway;
    }
}
