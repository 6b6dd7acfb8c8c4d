using System.IO.Pipelines;
using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>A streamed answer on the wire: <c>chat.completion.chunk</c> events, the role first, then text and tool calls, the reason, the usage, <c>[DONE]</c>.</summary>
internal sealed class ChunkWriter(PipeWriter output, string id, long created, string model, bool includeUsage) : IDisposable
{
    private readonly ResponseJson _json = new(output);
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
        var index = _toolCalls++;
        Tool(index, call, static (json, call) =>
        {
            json.WriteString("id"u8, call.CallId);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, ""u8);
            json.WriteEndObject();
        });
        Tool(index, call, static (json, call) =>
        {
            json.WriteStartObject("function"u8);
            json.WriteString("arguments"u8, ToolJson.Arguments(call));
            json.WriteEndObject();
        });
    }

    public void End(ChatFinishReason? reason, UsageDetails? usage, long? costNanoUsd, IReadOnlyList<Citation> citations)
    {
        Chunk(CompletionJson.WriteCitations, citations, CompletionJson.ReasonOf(reason));
        if (includeUsage)
        {
            Begin();
            _json.Writer.WriteStartArray("choices"u8);
            _json.Writer.WriteEndArray();
            CompletionJson.WriteUsage(_json.Writer, usage, costNanoUsd);
            Finish();
        }

        Write("data: [DONE]\n\n"u8);
    }

    /// <summary>Instead of an end: what went wrong.</summary>
    public void Error(OpenAiError error)
    {
        Write("event: error\ndata: "u8);
        _json.Writer.Reset(output);
        error.Write(_json.Writer);
        _json.Writer.Flush();
        Write("\n\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void Tool(int index, FunctionCallContent call, Action<Utf8JsonWriter, FunctionCallContent> write) => Chunk((json, call) =>
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        write(json, call);
        json.WriteEndObject();
        json.WriteEndArray();
    }, call);

    private void Chunk<T>(Action<Utf8JsonWriter, T> writeDelta, T value, string? reason = null, JsonElement? logprobs = null)
    {
        Begin();
        var json = _json.Writer;
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        writeDelta(json, value);
        json.WriteEndObject();
        CompletionJson.WriteLogprobs(json, logprobs);
        json.WriteString("finish_reason"u8, reason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (includeUsage)
            json.WriteNull("usage"u8);
        Finish();
    }

    private void Begin()
    {
        Write("data: "u8);
        _json.Writer.Reset(output);
        CompletionJson.WriteHead(_json.Writer, id, "chat.completion.chunk"u8, created, model);
        _json.Writer.WriteNull("system_fingerprint"u8);
    }

    private void Finish()
    {
        _json.Writer.WriteEndObject();
        _json.Writer.Flush();
        Write("\n\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
