using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>One choice of a stream on the wire: the role first, then text and tool calls, and the reason.</summary>
internal sealed class ChoiceWriter(ChunkWriter chunks, int index)
{
    private int _toolCalls;

    /// <param name="text">Whether text follows, not only tool calls or a refusal.</param>
    public void Role(bool text) => Chunk(static (json, text) =>
    {
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, text ? "" : null);
        json.WriteNull("refusal"u8);
    }, text);

    /// <param name="text">What is said; empty where only probabilities are told.</param>
    /// <param name="logprobs">How likely its tokens were.</param>
    public void Text(string text, JsonElement? logprobs = null) => Chunk(static (json, text) => json.WriteString("content"u8, text), text, logprobs: logprobs);

    public void Refusal(string text, JsonElement? logprobs = null) => Chunk(static (json, text) => json.WriteString("refusal"u8, text), text, logprobs: logprobs);

    /// <summary>As OpenAI sends a call: its name first, its arguments after.</summary>
    public void ToolCall(FunctionCallContent call)
    {
        var number = _toolCalls++;
        Tool(number, call, static (json, call) =>
        {
            json.WriteString("id"u8, call.CallId);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, ""u8);
            json.WriteEndObject();
        });
        Tool(number, call, static (json, call) =>
        {
            json.WriteStartObject("function"u8);
            json.WriteString("arguments"u8, ToolJson.Arguments(call));
            json.WriteEndObject();
        });
    }

    public void End(ChatFinishReason? reason, IReadOnlyList<Citation> citations) => Chunk(CompletionJson.WriteCitations, citations, CompletionJson.ReasonOf(reason));

    private void Tool(int number, FunctionCallContent call, Action<Utf8JsonWriter, FunctionCallContent> write) => Chunk((json, call) =>
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, number);
        write(json, call);
        json.WriteEndObject();
        json.WriteEndArray();
    }, call);

    private void Chunk<T>(Action<Utf8JsonWriter, T> writeDelta, T value, string? reason = null, JsonElement? logprobs = null) => chunks.Chunk(index, writeDelta, value, reason, logprobs);
}
