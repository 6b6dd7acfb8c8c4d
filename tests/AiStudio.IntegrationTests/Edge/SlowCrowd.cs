using System.Net.Sockets;
using System.Text;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>
/// Callers that hold on to a server: headers and bodies that come a byte a second, streams that trickle, and streams that nobody reads.
/// Who is cut off comes again, so that there are as many all the time.
/// </summary>
internal sealed class SlowCrowd : IAsyncDisposable
{
    private static readonly TimeSpan s_perByte = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _members = [];
    private readonly Uri _node;
    private readonly CountdownEvent _arrived;
    private int _cut;

    private SlowCrowd(Uri node, int size) => (_node, _arrived) = (node, new CountdownEvent(size));

    /// <summary>How many slow requests the server has broken off.</summary>
    public int Cut => _cut;

    /// <summary>Returns when all are connected, and every stream has begun.</summary>
    /// <param name="node">The server.</param>
    /// <param name="connections">Slow requests: one half dribbles headers, the other a body.</param>
    /// <param name="streams">Bodies of requests for streams, with the key of each; every twentieth is not read.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<SlowCrowd> GatherAsync(Uri node, int connections, IReadOnlyList<(string Secret, string Slow, string Fast)> streams, CancellationToken cancellationToken)
    {
        var crowd = new SlowCrowd(node, connections + streams.Count);
        for (var i = 0; i < connections; i++)
            crowd._members.Add(crowd.AgainAsync(i % 2 == 0 ? crowd.DribbleHeadersAsync : (stream, here) => crowd.DribbleBodyAsync(stream, streams[0].Secret, here)));
        for (var i = 0; i < streams.Count; i++)
        {
            var (one, reads) = (streams[i], i % 20 != 0);
            crowd._members.Add(crowd.AgainAsync((stream, here) => crowd.HoldStreamAsync(stream, one.Secret, reads ? one.Slow : one.Fast, reads, here)));
        }

        await Task.Run(() => crowd._arrived.Wait(TimeSpan.FromMinutes(1), cancellationToken), cancellationToken);
        return crowd;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_members).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _arrived.Dispose();
    }

    private async Task AgainAsync(Func<NetworkStream, Action, Task> hold)
    {
        var here = false;
        void Arrive()
        {
            if (!here)
                _arrived.Signal();
            here = true;
        }

        while (!_over.IsCancellationRequested)
        {
            try
            {
                using var connection = new TcpClient { NoDelay = true };
                await connection.ConnectAsync(_node.Host, _node.Port, _over.Token);
                await hold(connection.GetStream(), Arrive);
            }
            catch (IOException)
            {
                // The server has had enough.
            }

            Interlocked.Increment(ref _cut);
        }
    }

    private async Task DribbleHeadersAsync(NetworkStream stream, Action arrive)
    {
        arrive();
        foreach (var letter in $"GET /v1/models HTTP/1.1\r\nHost: {_node.Authority}\r\nx-long: {new string('a', 1_000)}")
            await WriteAsync(stream, letter.ToString());
    }

    private async Task DribbleBodyAsync(NetworkStream stream, string secret, Action arrive)
    {
        arrive();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(secret, 10_000)), _over.Token);
        foreach (var letter in new string(' ', 10_000))
            await WriteAsync(stream, letter.ToString());
    }

    private async Task HoldStreamAsync(NetworkStream stream, string secret, string body, bool reads, Action arrive)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(secret, body.Length) + body), _over.Token);
        var buffer = new byte[reads ? 4_096 : 1];
        do
        {
            if (await stream.ReadAsync(buffer, _over.Token) == 0)
                return;
            arrive();
        }
        while (reads);
        await Task.Delay(Timeout.Infinite, _over.Token);
    }

    private string Head(string secret, int length) =>
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: {_node.Authority}\r\nAuthorization: Bearer {secret}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    // A server that has closed says so to the second write at the latest.
    private async Task WriteAsync(NetworkStream stream, string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _over.Token);
        await Task.Delay(s_perByte, _over.Token);
    }
}
