using System.Text;
using System.Text.Json;

namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>Makes a body, or a line of a stream, readable for an SDK or reader that would otherwise refuse it altogether.</summary>
internal static class BodyRepair
{
    /// <summary>A cheap look that spares nearly every line of a stream.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> body, WireFormat format) => HasHalfPair(body)
        || (body.IndexOf("\"usage\""u8) is var usage and >= 0 && body[usage..].IndexOf((byte)'{') >= 0)
        || (format == WireFormat.Messages && (body.IndexOf("\"message_start\""u8) >= 0 || body.IndexOf("\"message_delta\""u8) >= 0));

    public static string Repair(string body, WireFormat format) => UsageRepair.Repair(JsonEscapes.Shelter(body), format);

    /// <summary>Reads what no SDK reads, repaired if it cannot be read as it is.</summary>
    public static JsonDocument Parse(ReadOnlySpan<byte> body, WireFormat format)
    {
        if (!HasHalfPair(body))
        {
            try
            {
                return Parse(body);
            }
            catch (JsonException)
            {
                // Counts that are no JSON are repaired; the rest stays unreadable.
            }
        }

        return JsonDocument.Parse(Repair(Encoding.UTF8.GetString(body), format));
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var document = JsonDocument.ParseValue(ref reader);
        // Nothing may follow.
        reader.Read();
        return document;
    }

    private static bool HasHalfPair(ReadOnlySpan<byte> body) => body.IndexOf("\\ud"u8) >= 0 || body.IndexOf("\\uD"u8) >= 0;
}
