using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace AiStudio.Gateway.Upstream;

/// <summary>Reasoning as compatible servers show it, beside the content and under either of two names. OpenAI itself only counts it, and the SDK has no place for it.</summary>
internal static class OpenAiReasoning
{
    public static TextReasoningContent? Of(ChatCompletion completion) => Read(completion, "message");

    public static TextReasoningContent? Of(StreamingChatCompletionUpdate chunk) => Read(chunk, "delta");

    private static TextReasoningContent? Read<T>(T model, string part)
        where T : IPersistableModel<T>
    {
        using var json = JsonDocument.Parse(ModelReaderWriter.Write(model));
        return json.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && choices[0].TryGetProperty(part, out var said) && said.ValueKind == JsonValueKind.Object
            && (TextOf(said, "reasoning_content") ?? TextOf(said, "reasoning")) is { } text ? new(text) : null;
    }

    private static string? TextOf(JsonElement said, string name) =>
        said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
