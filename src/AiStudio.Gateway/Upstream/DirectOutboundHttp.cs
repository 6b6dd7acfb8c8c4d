namespace AiStudio.Gateway.Upstream;

internal sealed class DirectOutboundHttp : IOutboundHttp, IDisposable
{
    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // A stopped answer is not read on: the provider would go on generating, and billing, for the seconds that takes.
        ResponseDrainTimeout = TimeSpan.Zero,
        EnableMultipleHttp2Connections = true,
    };

    public HttpMessageHandler HandlerFor(ProviderConnection connection) => _handler;

    public void Dispose() => _handler.Dispose();
}
