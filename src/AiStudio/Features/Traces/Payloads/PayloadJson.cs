using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>How payloads stand in the database: UTF-8 JSON under Brotli. Messages are written as Microsoft.Extensions.AI writes them, the rest in snake case.</summary>
internal static class PayloadJson
{
    public const int Version = 1;

    // Beyond a few passages more effort costs several times the processor time and saves a few per cent.
    private const int Effort = 3;
    private const int WindowBits = 20;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It is never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static JsonNode Messages(IReadOnlyList<ChatMessage> messages) => JsonSerializer.SerializeToNode(messages, AIJsonUtilities.DefaultOptions)!;

    public static IReadOnlyList<ChatMessage> Messages(JsonNode messages) => messages.Deserialize<List<ChatMessage>>(AIJsonUtilities.DefaultOptions)!;

    /// <summary>Compressed, and how long it is in the clear.</summary>
    public static (byte[] Compressed, int Length) Pack<T>(T payload)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(payload, s_options);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        return BrotliEncoder.TryCompress(json, packed, out var length, Effort, WindowBits)
            ? (packed[..length], json.Length)
            : throw new InvalidOperationException("A payload could not be compressed.");
    }

    public static T Unpack<T>(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(brotli, s_options)!;
    }
}
