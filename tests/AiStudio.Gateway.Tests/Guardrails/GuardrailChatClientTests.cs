using AiStudio.Gateway.Guardrails;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Guardrails;

public sealed class GuardrailChatClientTests
{
    [Theory]
    [InlineData(false, "offered", "text offered ToolCalls")]
    [InlineData(true, "offered", "text offered ToolCalls")]
    [InlineData(false, "send_mail", "text Stop")]
    [InlineData(true, "send_mail", "text Stop")]
    [InlineData(false, "offered,send_mail", "text offered ToolCalls")]
    [InlineData(true, "send_mail,offered", "text offered ToolCalls")]
    public async Task Answer_ThatCallsTools_KeepsTheCallsOfThoseThatWereOffered(bool stream, string called, string expected)
    {
        List<AIContent> contents = [new TextContent("text"), .. called.Split(',').Select(name => new FunctionCallContent(name, name))];
        using var model = new FakeChatClient
        {
            Whole = (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents)) { FinishReason = ChatFinishReason.ToolCalls }),
            Stream = (_, _, token) => FakeChatClient.Script(token, _ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, contents) { FinishReason = ChatFinishReason.ToolCalls })),
        };
        using var guarded = new GuardrailChatClient(model);
        using var made = TestGateway.Call();
        var options = new GatewayChatOptions(made) { Tools = [AIFunctionFactory.Create(() => "", "offered")] };
        var token = TestContext.Current.CancellationToken;

        var answer = stream
            ? await guarded.GetStreamingResponseAsync([], options, token).ToChatResponseAsync(token)
            : await guarded.GetResponseAsync([], options, token);

        var said = answer.Messages.SelectMany(message => message.Contents).Select(content => content is FunctionCallContent call ? call.Name : content.ToString());
        Assert.Equal(expected, $"{string.Join(' ', said)} {(answer.FinishReason == ChatFinishReason.Stop ? "Stop" : "ToolCalls")}");
        Assert.Equal(called.Contains("send_mail", StringComparison.Ordinal) ? 1 : 0, made.Notes.ToolCallsLeftOut);
    }
}
