using AiStudio.Gateway.Upstream.Local;
using AiStudio.Gateway.Upstream.Wire;

namespace AiStudio.Gateway.Upstream;

/// <summary>Makes the adapter for a connection.</summary>
internal delegate ProviderAdapter CreateAdapter(ProviderConnection connection);

internal sealed class AdapterFactory(IOutboundHttp http, ExtractiveChatClient localChat, HashingEmbeddingGenerator localEmbedder)
{
    public ProviderAdapter Create(ProviderConnection connection)
    {
        switch (connection.Kind)
        {
            case ProviderKind.Local:
                return new(localChat, localEmbedder);
            case ProviderKind.OpenAi:
                var openAi = new OpenAiUpstream(connection, HttpFor(connection));
                return new(openAi, openAi);
            case ProviderKind.Anthropic:
                return new(new AnthropicUpstream(connection, HttpFor(connection)), Embedder: null);
            default:
                throw new InvalidOperationException($"No adapter speaks {connection.Kind}.");
        }
    }

    // The time limits are the pipeline's.
    private HttpClient HttpFor(ProviderConnection connection) =>
        new(new ProviderHttp(http.HandlerFor(connection), connection), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
}
