using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>The messages of a request to OpenAI.</summary>
internal static class OpenAiMessages
{
    public static void Write(Utf8JsonWriter json, IEnumerable<ChatMessage> messages, string? instructions)
    {
        json.WriteStartArray("messages"u8);
        if (!string.IsNullOrEmpty(instructions))
            Write(json, "system"u8, null, [new TextContent(instructions)]);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Assistant)
                WriteAssistant(json, message);
            else
                WriteAsked(json, message);
        }

        json.WriteEndArray();
    }

    private static void WriteAsked(Utf8JsonWriter json, ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteString("tool_call_id"u8, result.CallId);
            json.WriteString("content"u8, ToolJson.Result(result));
            json.WriteEndObject();
        }

        var parts = Parts(message);
        if (message.Role != ChatRole.Tool && parts.Count > 0)
            Write(json, message.Role == ChatRole.System ? "system"u8 : "user"u8, message.AuthorName, parts);
    }

    private static void WriteAssistant(Utf8JsonWriter json, ChatMessage message)
    {
        var parts = Parts(message);
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (parts.Count + calls.Count > 0)
            Write(json, "assistant"u8, message.AuthorName, parts, calls);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> role, string? name, List<AIContent> parts, List<FunctionCallContent>? calls = null)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        if (name is not null)
            json.WriteString("name"u8, name);
        WriteContent(json, parts);
        if (calls is { Count: > 0 })
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
                Write(json, call);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, List<AIContent> parts)
    {
        if (parts is [TextContent only])
        {
            json.WriteString("content"u8, only.Text);
            return;
        }

        if (parts.Count == 0)
            return;
        json.WriteStartArray("content"u8);
        foreach (var part in parts)
            WritePart(json, part);
        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, AIContent part)
    {
        json.WriteStartObject();
        if (part is TextContent text)
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, text.Text);
        }
        else
        {
            json.WriteString("type"u8, "image_url"u8);
            json.WriteStartObject("image_url"u8);
            json.WriteString("url"u8, part is DataContent data ? data.Uri : ((UriContent)part).Uri.AbsoluteUri);
            if (ImageDetail.Of(part) is { } detail)
                json.WriteString("detail"u8, detail);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FunctionCallContent call)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, call.CallId);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, ToolJson.Arguments(call));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static List<AIContent> Parts(ChatMessage message)
    {
        var parts = new List<AIContent>(message.Contents.Count);
        foreach (var content in message.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } || (content is DataContent data && data.HasTopLevelMediaType("image")) || (content is UriContent uri && uri.HasTopLevelMediaType("image")))
                parts.Add(content);
        }

        return parts;
    }
}
