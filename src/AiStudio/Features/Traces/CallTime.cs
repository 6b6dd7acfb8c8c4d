using System.Buffers.Binary;

namespace AiStudio.Features.Traces;

/// <summary>The id of a call carries when it was made, so that one partition is looked into.</summary>
internal static class CallTime
{
    // A call may wait for its place, and ids that a request fixes beforehand are older than their call.
    private static readonly TimeSpan s_apart = TimeSpan.FromDays(1);

    /// <summary>The span that the call began in; null for an id that is no UUID version 7.</summary>
    public static (DateTimeOffset From, DateTimeOffset To)? Of(Guid callId)
    {
        if (callId.Version != 7)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        callId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        if (milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - 2 * (long)s_apart.TotalMilliseconds)
            return null;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return at < DateTimeOffset.UnixEpoch + s_apart ? (DateTimeOffset.UnixEpoch, at + s_apart) : (at - s_apart, at + s_apart);
    }
}
