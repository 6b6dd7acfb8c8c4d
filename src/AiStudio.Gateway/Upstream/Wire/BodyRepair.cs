namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>Makes a body, or a line of a stream, readable for an SDK that would otherwise refuse it altogether.</summary>
internal static class BodyRepair
{
    /// <summary>A cheap look that spares nearly every line of a stream.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> body, WireFormat format) =>
        body.IndexOf("\\ud"u8) >= 0 || body.IndexOf("\\uD"u8) >= 0
        || (body.IndexOf("\"usage\""u8) is var usage and >= 0 && body[usage..].IndexOf((byte)'{') >= 0)
        || (format == WireFormat.Messages && (body.IndexOf("\"message_start\""u8) >= 0 || body.IndexOf("\"message_delta\""u8) >= 0));

    public static string Repair(string body, WireFormat format) => UsageRepair.Repair(JsonEscapes.Shelter(body), format);
}
