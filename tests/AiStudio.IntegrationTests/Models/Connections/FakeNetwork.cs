using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AiStudio.Platform.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiStudio.IntegrationTests.Models.Connections;

/// <summary>A name service that says what the test wants, and a log of every connection that would have been made.</summary>
internal sealed class FakeNetwork
{
    /// <summary>What a name means, each time it is asked.</summary>
    public ConcurrentDictionary<string, Func<IPAddress[]>> Names { get; } = new();

    public ConcurrentQueue<IPEndPoint> Connections { get; } = new();

    public void Install(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<ResolveHost>((host, _) => Names.TryGetValue(host, out var answer)
            ? Task.FromResult(answer())
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))));
        services.Replace(ServiceDescriptor.Singleton<ConnectPeer>(ConnectAsync));
    }

    // Loopback is real, for the emulator; nothing else leaves the machine.
    private ValueTask<Stream> ConnectAsync(IPEndPoint peer, CancellationToken cancellationToken)
    {
        Connections.Enqueue(peer);
        return IPAddress.IsLoopback(peer.Address)
            ? OutboundDialer.ConnectAsync(peer, cancellationToken)
            : ValueTask.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused));
    }
}
