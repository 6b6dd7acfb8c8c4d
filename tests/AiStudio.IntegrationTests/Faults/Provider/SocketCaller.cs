using System.Net.Sockets;
using System.Text;
using AiStudio.IntegrationTests.Edge;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>A caller with a socket of its own, so that it can leave as callers do: with FIN, or with RST.</summary>
internal sealed class SocketCaller : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };

    public static async Task<SocketCaller> AskAsync(EdgeNode door, Caller caller, string body, string? key = null)
    {
        var socket = new SocketCaller();
        var address = door.Http.BaseAddress!;
        await socket._connection.ConnectAsync(address.Host, address.Port);
        var head = $"""
            POST {FaultDoor.Path} HTTP/1.1
            Host: {address.Authority}
            x-user: {caller.UserId}
            x-org: {caller.OrganizationId}
            x-role: {caller.Role.ToName()}
            Content-Type: application/json
            Content-Length: {Encoding.UTF8.GetByteCount(body)}{(key is null ? "" : $"\nIdempotency-Key: {key}")}


            """.ReplaceLineEndings("\r\n");
        await socket._connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + body));
        return socket;
    }

    /// <summary>Reads until so many words of the stream have come.</summary>
    public async Task HearAsync(int words)
    {
        var (text, buffer) = ("", new byte[4096]);
        while (text.Split("\"content\":\"").Length - 1 < words + 1)
        {
            var count = await _connection.GetStream().ReadAsync(buffer);
            if (count == 0)
                throw new IOException($"The answer ended after {text}");
            text += Encoding.UTF8.GetString(buffer, 0, count);
        }
    }

    public void Leave(bool reset)
    {
        if (reset)
        {
            _connection.Client.LingerState = new LingerOption(enable: true, 0);
            _connection.Client.Close();
        }
        else
        {
            _connection.Client.Shutdown(SocketShutdown.Send);
        }
    }

    public void Dispose() => _connection.Dispose();
}
