using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiStudio.Benchmarks.Edge;

/// <summary>
/// HTTP with as little between the call and the socket as can be, so that the callers leave the processors to what is measured: a connection a caller,
/// the request's bytes made once, the answer read to its end and checked.
/// </summary>
internal sealed class RawTarget : ITarget, IDisposable
{
    private const int Words = 40;
    private const int MostCallers = 128;

    private readonly byte[] _whole;
    private readonly byte[] _stream;
    private readonly Connection[] _connections;

    public RawTarget(Uri address, string model, string key)
    {
        _whole = Request(address, model, key, streamed: false);
        _stream = Request(address, model, key, streamed: true);
        _connections = [.. Enumerable.Range(0, MostCallers).Select(_ => new Connection(new IPEndPoint(IPAddress.Loopback, address.Port)))];
    }

    public Task CallAsync(bool streamed, int caller) => _connections[caller].AskAsync(streamed ? _stream : _whole, streamed);

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    // About a kilobyte, as short chats are.
    private static byte[] Request(Uri address, string model, string key, bool streamed)
    {
        var prompt = $"{string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 18))} words={Words}";
        var body = $$"""{"model":"{{model}}","messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{prompt}}"}],"max_tokens":64,"stream":{{(streamed ? """true,"stream_options":{"include_usage":true}""" : "false")}}}""";
        return Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private sealed class Connection(EndPoint address) : IDisposable
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private Socket? _socket;

        public async Task AskAsync(byte[] request, bool streamed)
        {
            if (_socket is null)
            {
                _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await _socket.ConnectAsync(address);
            }

            await _socket.SendAsync(request);
            var length = 0;
            while (!IsWhole(_buffer.AsSpan(0, length)))
            {
                var count = await _socket.ReceiveAsync(_buffer.AsMemory(length));
                if (count == 0 || (length += count) == _buffer.Length)
                {
                    throw new InvalidOperationException($"No whole answer: {Encoding.UTF8.GetString(_buffer, 0, Math.Min(length, 2_000))}");
                }
            }

            var answer = _buffer.AsSpan(0, length);
            if (!answer.StartsWith("HTTP/1.1 200"u8) || (streamed && !IsDone(answer)))
            {
                throw new InvalidOperationException($"Not a good answer: {Encoding.UTF8.GetString(_buffer, 0, Math.Min(length, 2_000))}");
            }
        }

        public void Dispose() => _socket?.Dispose();

        private static bool IsDone(ReadOnlySpan<byte> answer) =>
            answer.IndexOf("data: [DONE]"u8) >= 0 || Unchunked(answer).Contains("data: [DONE]", StringComparison.Ordinal);

        // A chunk of the transfer may end anywhere.
        private static string Unchunked(ReadOnlySpan<byte> answer)
        {
            var text = new StringBuilder();
            for (var rest = answer[(answer.IndexOf("\r\n\r\n"u8) + 4)..]; rest.IndexOf("\r\n"u8) is > 0 and var end;)
            {
                var size = int.Parse(rest[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                text.Append(Encoding.UTF8.GetString(rest.Slice(end + 2, size)));
                rest = rest[(end + 2 + size + 2)..];
            }

            return text.ToString();
        }

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return false;
            }

            var length = answer[..head].IndexOf("Content-Length: "u8);
            if (length < 0)
            {
                return answer.EndsWith("\r\n0\r\n\r\n"u8);
            }

            var digits = answer[(length + "Content-Length: ".Length)..];
            return answer.Length >= head + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        }
    }
}
