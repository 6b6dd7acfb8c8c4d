namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Port: the handler every call to a provider goes through. A host that checks where its servers may connect to replaces the default,
/// which connects anywhere. Either way redirects are not followed: a key must not travel to another host.
/// </summary>
public interface IOutboundHttp
{
    /// <summary>The handler for <paramref name="connection"/>. It is shared and long-lived: the gateway never disposes it.</summary>
    HttpMessageHandler HandlerFor(ProviderConnection connection);
}
