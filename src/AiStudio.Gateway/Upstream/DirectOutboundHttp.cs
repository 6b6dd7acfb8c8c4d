namespace AiStudio.Gateway.Upstream;

internal sealed class DirectOutboundHttp : IOutboundHttp, IDisposable
{
    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        EnableMultipleHttp2Connections = true,
    };

    public HttpMessageHandler HandlerFor(ProviderConnection connection) => _handler;

    public void Dispose() => _handler.Dispose();
}
