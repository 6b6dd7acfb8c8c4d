using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiStudio.IntegrationTests.Knowledge.Poisoned;

/// <summary>A server that documents want to be called. Nobody may: every connection is one too many.</summary>
internal sealed class Canary : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _listening;

    public Canary()
    {
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _listening = ListenAsync();
    }

    public string Address { get; }

    /// <summary>The first line of each request, or nothing of a connection without one.</summary>
    public IReadOnlyCollection<string> Heard => _heard;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _listening;
        _closing.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                using var reader = new StreamReader(client.GetStream());
                _heard.Enqueue(await reader.ReadLineAsync(_closing.Token) ?? "");
                await client.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), _closing.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
        }
    }
}
