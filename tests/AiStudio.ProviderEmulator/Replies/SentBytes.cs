using System.Buffers.Binary;
using System.Net.Sockets;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>
/// Waits until the peer's kernel has what was written. A reset throws away what still waits to be sent,
/// so without this the client would see fewer tokens than the script says, a third of the time.
/// </summary>
internal static class SentBytes
{
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const int UnackedOffset = 24;
    private const int NotSentOffset = 144;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static async Task ArrivedAsync(Socket socket, TimeProvider clock)
    {
        // Elsewhere there is no such question to ask; an acknowledgement is delayed by 40 ms at most.
        if (!OperatingSystem.IsLinux())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock);
            return;
        }

        var start = clock.GetTimestamp();
        while (IsUnderWay(socket) && clock.GetElapsedTime(start) < Patience)
            await Task.Delay(Poll, clock);
    }

    private static bool IsUnderWay(Socket socket)
    {
        Span<byte> info = stackalloc byte[256];
        var length = socket.GetRawSocketOption(TcpLevel, TcpInfo, info);
        return length >= NotSentOffset + sizeof(uint)
            && (BinaryPrimitives.ReadUInt32LittleEndian(info[UnackedOffset..]) > 0
                || BinaryPrimitives.ReadUInt32LittleEndian(info[NotSentOffset..]) > 0);
    }
}
