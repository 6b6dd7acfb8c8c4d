using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Http;

namespace AiStudio.Features.Models;

/// <summary>Providers are reached through the outbound guard, like everything else.</summary>
internal sealed class GuardedProviderHttp(OutboundHttp outbound) : IOutboundHttp, IDisposable
{
    private readonly Translation _handler = new(outbound.Handler);

    public HttpMessageHandler HandlerFor(Gateway.Upstream.ProviderConnection connection) => _handler;

    public void Dispose() => _handler.Dispose();

    private sealed class Translation(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (Exception failure) when ((failure as OutboundRefusedException ?? failure.InnerException) is OutboundRefusedException refused)
            {
                throw new GatewayException(GatewayErrors.AddressRefused, refused.Message, failure);
            }
        }
    }
}
