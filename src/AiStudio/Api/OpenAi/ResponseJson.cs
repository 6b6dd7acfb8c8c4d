using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiStudio.Api.OpenAi;

/// <summary>JSON straight into the response. Text goes as UTF-8, as OpenAI sends it: nothing here is ever part of a page.</summary>
internal sealed class ResponseJson(IBufferWriter<byte> output) : IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public Utf8JsonWriter Writer { get; } = new(output, s_options);

    public void Dispose() => Writer.Dispose();
}
