using System.Diagnostics;

namespace AiStudio.Platform.Http;

/// <summary>
/// THE way out: every client of this app that speaks http to somewhere is built on <see cref="Handler"/>. It follows no redirect, knows no proxy,
/// keeps no cookie, unpacks nothing, and connects only where <see cref="OutboundGuard"/> lets it. A refusal is an <see cref="OutboundRefusedException"/>
/// among the causes of what is thrown.
/// </summary>
internal sealed class OutboundHttp : IDisposable
{
    private readonly SocketsHttpHandler _sockets;
    private readonly HttpMessageInvoker _invoker;

    public OutboundHttp(OutboundGuard guard, OutboundDialer dialer)
    {
        _sockets = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A name may mean another peer by then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A stopped answer is not read on: the provider would go on generating, and billing, for the seconds that takes.
            ResponseDrainTimeout = TimeSpan.Zero,
            EnableMultipleHttp2Connections = true,
            // Our trace ids are nobody else's business.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectCallback = dialer.DialAsync,
        };
        Handler = new Gate(guard, _sockets);
        _invoker = new(Handler, disposeHandler: false);
    }

    /// <summary>Shared and long-lived: build clients on it with <c>disposeHandler: false</c>.</summary>
    public HttpMessageHandler Handler { get; }

    /// <summary>One request; returns when the head of the answer is there. There is no other time limit than the token.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    public void Dispose()
    {
        _invoker.Dispose();
        Handler.Dispose();
    }

    private sealed class Gate(OutboundGuard guard, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri is not { IsAbsoluteUri: true } uri || guard.Check(uri) is not null || request.Headers.Host is not null
                ? throw new OutboundRefusedException()
                : base.SendAsync(request, cancellationToken);
    }
}
