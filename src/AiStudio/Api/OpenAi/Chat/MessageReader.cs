using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Messages in the pipeline's types.</summary>
internal static class MessageReader
{
    public static List<ChatMessage> Read(RequestObject body)
    {
        if (body.Find("messages") is null)
            throw RequestObject.Refused(OpenAiErrors.Missing(body.At("messages")));
        var messages = body.Items("messages").Select(item => Message(RequestObject.ObjectOf(item.Value, item.Path))).ToList();
        return messages.Count > 0 ? messages : throw RequestObject.Refused(OpenAiErrors.WrongValue("messages", "at least one message"));
    }

    private static ChatMessage Message(RequestObject message)
    {
        var role = message.RequiredText("role");
        switch (role)
        {
            case "system" or "developer":
                return new(ChatRole.System, ContentReader.TextOnly(message)) { AuthorName = message.Text("name") };
            case "user":
                return new(ChatRole.User, ContentReader.Any(message)) { AuthorName = message.Text("name") };
            case "assistant":
                return Assistant(message);
            case "tool":
                var result = string.Concat(ContentReader.TextOnly(message).Cast<TextContent>().Select(part => part.Text));
                return new(ChatRole.Tool, [new FunctionResultContent(message.RequiredText("tool_call_id"), result)]);
            default:
                throw RequestObject.Refused(OpenAiErrors.WrongValue(message.At("role"), "system, developer, user, assistant or tool"));
        }
    }

    private static ChatMessage Assistant(RequestObject message)
    {
        message.Refuse("function_call", "it is the old form of “tool_calls”.");
        message.Refuse("audio", "messages are text and images.");
        var contents = message.Find("content") is null ? [] : ContentReader.TextOnly(message);
        if (message.Text("refusal") is { Length: > 0 } refusal)
            contents.Add(new TextContent(refusal));
        contents.AddRange(message.Items("tool_calls").Select(item => Call(RequestObject.ObjectOf(item.Value, item.Path))));
        return contents.Count > 0
            ? new(ChatRole.Assistant, contents) { AuthorName = message.Text("name") }
            : throw RequestObject.Refused(OpenAiErrors.Missing(message.At("content")));
    }

    private static FunctionCallContent Call(RequestObject call)
    {
        ToolReader.RequireFunction(call);
        var function = call.RequiredObject("function");
        // A model may have written what is no JSON: the conversation goes on with it, as at OpenAI.
        return ToolJson.Call(call.RequiredText("id"), function.RequiredText("name"), function.Text("arguments") ?? "");
    }
}
