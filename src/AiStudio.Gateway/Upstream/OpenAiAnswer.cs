using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>What comes from OpenAI, in the pipeline's types. What is not of the form that it must have throws.</summary>
internal static class OpenAiAnswer
{
    public static ChatResponse Of(JsonElement completion)
    {
        var choice = Choice(completion) ?? throw new JsonException("The answer has no choice.");
        var said = choice.GetProperty("message"u8);
        var id = Text(completion, "id"u8);
        var message = new ChatMessage(ChatRole.Assistant, (IList<AIContent>)[]) { MessageId = id };
        AddSaid(said, message.Contents);
        foreach (var call in Items(said, "tool_calls"u8))
        {
            var function = call.GetProperty("function"u8);
            message.Contents.Add(ToolJson.Call(Text(call, "id"u8) ?? string.Empty, Text(function, "name"u8) ?? string.Empty, Text(function, "arguments"u8) ?? string.Empty));
        }

        return new(message)
        {
            ResponseId = id,
            ModelId = Text(completion, "model"u8),
            CreatedAt = completion.TryGetProperty("created"u8, out var created) && created.ValueKind == JsonValueKind.Number ? DateTimeOffset.FromUnixTimeSeconds(created.GetInt64()) : null,
            FinishReason = Reason(choice),
            Usage = Usage(completion),
            AdditionalProperties = Logprobs.Read(choice),
        };
    }

    /// <summary>The first choice; the last chunk of a stream has none.</summary>
    public static JsonElement? Choice(JsonElement body) =>
        body.TryGetProperty("choices"u8, out var choices) && choices.ValueKind != JsonValueKind.Null && choices.GetArrayLength() > 0 ? choices[0] : null;

    /// <summary>
    /// Reasoning, text and refusal of a message or of a piece of one. Compatible servers show reasoning beside the content and under either of two names;
    /// OpenAI itself only counts it.
    /// </summary>
    public static void AddSaid(JsonElement said, IList<AIContent> contents)
    {
        if ((Text(said, "reasoning_content"u8) ?? Text(said, "reasoning"u8)) is { Length: > 0 } reasoning)
            contents.Add(new TextReasoningContent(reasoning));
        if (said.TryGetProperty("content"u8, out var content) && content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
                AddText(Text(part, "text"u8), contents);
        }
        else
        {
            AddText(Text(said, "content"u8), contents);
        }

        if (Text(said, "refusal"u8) is { Length: > 0 } refusal)
            contents.Add(ModelRefusal.Of(refusal));
    }

    public static ChatFinishReason? Reason(JsonElement choice) => Text(choice, "finish_reason"u8) switch
    {
        null or "" => null,
        "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
        _ => throw new JsonException("The answer ends for a reason that is not known."),
    };

    /// <summary>Null when there is none, or none that can be: then the call is billed by estimate.</summary>
    public static UsageDetails? Usage(JsonElement body)
    {
        if (!body.TryGetProperty("usage"u8, out var usage) || usage.ValueKind != JsonValueKind.Object)
            return null;
        var sound = TryCount(usage, "prompt_tokens"u8, out var input) & TryCount(usage, "completion_tokens"u8, out var output)
            & TryCount(usage, "prompt_tokens_details"u8, "cached_tokens"u8, out var cached) & TryCount(usage, "completion_tokens_details"u8, "reasoning_tokens"u8, out var reasoning);
        return sound && input is not null && output is not null
            ? new() { InputTokenCount = input, OutputTokenCount = output, CachedInputTokenCount = cached, ReasoningTokenCount = reasoning }
            : null;
    }

    public static JsonElement.ArrayEnumerator Items(JsonElement owner, ReadOnlySpan<byte> name) =>
        owner.TryGetProperty(name, out var items) && items.ValueKind != JsonValueKind.Null ? items.EnumerateArray() : default;

    /// <summary>Null when it is absent or null.</summary>
    public static string? Text(JsonElement owner, ReadOnlySpan<byte> name) => owner.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static void AddText(string? text, IList<AIContent> contents)
    {
        if (!string.IsNullOrEmpty(text))
            contents.Add(new TextContent(text));
    }

    private static bool TryCount(JsonElement usage, ReadOnlySpan<byte> details, ReadOnlySpan<byte> name, out long? count)
    {
        count = null;
        return !usage.TryGetProperty(details, out var owner) || owner.ValueKind != JsonValueKind.Object || TryCount(owner, name, out count);
    }

    private static bool TryCount(JsonElement usage, ReadOnlySpan<byte> name, out long? count)
    {
        count = null;
        if (!usage.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            return false;
        count = number;
        return true;
    }
}
