using AiStudio.Gateway.Upstream;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>Tells the emulator which call a request is for, so that its bill and our books can be compared row for row.</summary>
internal sealed class Correlation : IOutboundHttp, IDisposable
{
    private static readonly AsyncLocal<Guid> s_call = new();
    private readonly HttpMessageHandler _handler;

    public Correlation(HttpMessageHandler? inner = null) => _handler = new Header(inner ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxConnectionsPerServer = 512,
    });

    /// <summary>What is asked from here on, in this flow of control, is asked for this call.</summary>
    public static void Begin(Guid call) => s_call.Value = call;

    public HttpMessageHandler HandlerFor(ProviderConnection connection) => _handler;

    public void Dispose() => _handler.Dispose();

    private sealed class Header(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("x-correlation-id", s_call.Value.ToString());
            return base.SendAsync(request, cancellationToken);
        }
    }
}
