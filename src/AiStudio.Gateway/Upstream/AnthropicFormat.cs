using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Anthropic guarantees answers in the form of an object with named properties. The SDK leaves any other form out without a word;
/// here the model is asked for it in the system prompt instead.
/// </summary>
internal static class AnthropicFormat
{
    public static IEnumerable<ChatMessage> Spell(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        if (options.ResponseFormat is not ChatResponseFormatJson format || IsGuaranteed(format.Schema))
            return messages;
        var wish = format.Schema is { } schema
            ? $"Answer with one JSON value that fits this JSON Schema, and with nothing else:\n{schema.GetRawText()}"
            : "Answer with one JSON object, and with nothing else.";
        var prompt = messages.ToList();
        prompt.Insert(prompt.TakeWhile(message => message.Role == ChatRole.System).Count(), new(ChatRole.System, wish));
        return prompt;
    }

    private static bool IsGuaranteed(JsonElement? schema) => schema is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
}
