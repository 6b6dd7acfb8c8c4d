using System.Net;
using System.Net.Sockets;

namespace AiStudio.Platform.Http;

/// <summary>Resolves, looks at every address, and connects to one of those that it has looked at: nothing is resolved a second time.</summary>
internal sealed class OutboundDialer(OutboundGuard guard, ResolveHost resolve, ConnectPeer connect)
{
    // One address of several that does not answer must not use up the whole time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var peers = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        var scheme = context.InitialRequestMessage.RequestUri!.Scheme;
        // A name with one public and one private answer is an attack, or a mistake that looks like one.
        if (peers.Length == 0 || !peers.All(peer => guard.Admits(scheme, host, port, peer)))
        {
            throw new OutboundRefusedException();
        }

        foreach (var peer in peers[..^1])
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_patience);
            try
            {
                return await connect(new IPEndPoint(peer, port), limit.Token);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The next one may answer.
            }
        }

        return await connect(new IPEndPoint(peers[^1], port), cancellationToken);
    }

    public static async ValueTask<Stream> ConnectAsync(IPEndPoint peer, CancellationToken cancellationToken)
    {
        var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(peer, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
