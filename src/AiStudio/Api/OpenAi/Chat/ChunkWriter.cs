using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>A stream on the wire: <c>chat.completion.chunk</c> events, each of one choice; at the end the usage of all and <c>[DONE]</c>.</summary>
internal sealed class ChunkWriter(PipeWriter output, string id, long created, string model, bool includeUsage) : IDisposable
{
    private readonly ResponseJson _json = new(output);

    /// <param name="index">Which choice it is of.</param>
    /// <param name="writeDelta">Writes what is new.</param>
    /// <param name="value">For <paramref name="writeDelta"/>.</param>
    /// <param name="reason">How the choice ended; null before its end.</param>
    /// <param name="logprobs">How likely its tokens were.</param>
    public void Chunk<T>(int index, Action<Utf8JsonWriter, T> writeDelta, T value, string? reason, JsonElement? logprobs)
    {
        Begin();
        var json = _json.Writer;
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
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

    /// <summary>Once all choices have ended.</summary>
    public void End(UsageDetails? usage, long? costNanoUsd)
    {
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
