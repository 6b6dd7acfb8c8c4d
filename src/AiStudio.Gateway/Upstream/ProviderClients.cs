using System.Collections.Concurrent;
using AiStudio.Gateway.Upstream.Local;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Keeps the adapters of each connection until its revision changes. An adapter that is replaced is dropped, never disposed:
/// it owns no socket (the handler is the host's), and a call may still be using it.
/// </summary>
internal sealed class ProviderClients(IServiceProvider services, IOutboundHttp http)
{
    private const int Capacity = 2_000;

    private readonly ConcurrentDictionary<Guid, Kept> _kept = new();

    public IChatClient ChatFor(ProviderConnection connection) => For(connection).Chat;

    public IEmbeddingGenerator<string, Embedding<float>> EmbedderFor(ProviderConnection connection) => For(connection).Embedder
        ?? throw new GatewayException(GatewayErrors.ProviderRejected, $"“{connection.Name}” has no embeddings.");

    private Kept For(ProviderConnection connection)
    {
        if (_kept.TryGetValue(connection.Id, out var kept) && kept.Revision == connection.Revision)
            return kept;
        if (_kept.Count >= Capacity)
            _kept.Clear();
        return _kept[connection.Id] = Create(connection);
    }

    private Kept Create(ProviderConnection connection)
    {
        switch (connection.Kind)
        {
            case ProviderKind.Local:
                return new(connection.Revision, services.GetRequiredService<ExtractiveChatClient>(), services.GetRequiredService<HashingEmbeddingGenerator>());
            case ProviderKind.OpenAi:
                var openAi = new OpenAiUpstream(connection, HttpFor(connection));
                return new(connection.Revision, openAi, openAi);
            case ProviderKind.Anthropic:
                return new(connection.Revision, new AnthropicUpstream(connection, HttpFor(connection)), Embedder: null);
            default:
                throw new InvalidOperationException($"No adapter speaks {connection.Kind}.");
        }
    }

    // The time limits are the pipeline's.
    private HttpClient HttpFor(ProviderConnection connection) =>
        new(http.HandlerFor(connection), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed record Kept(long Revision, IChatClient Chat, IEmbeddingGenerator<string, Embedding<float>>? Embedder);
}
