using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Keeps the adapter of each connection until its revision changes. An adapter that is replaced is dropped, never disposed:
/// it owns no socket (the handler is the host's), and a call may still be using it.
/// </summary>
internal sealed class ProviderClients(CreateAdapter create)
{
    private const int Capacity = 2_000;

    private readonly ConcurrentDictionary<Guid, (long Revision, ProviderAdapter Adapter)> _kept = new();

    public IChatClient ChatFor(ProviderConnection connection) => For(connection).Chat;

    public IEmbeddingGenerator<string, Embedding<float>> EmbedderFor(ProviderConnection connection) => For(connection).Embedder
        ?? throw ProviderFaults.NothingBegun(new(GatewayErrors.ProviderRejected, $"“{connection.Name}” has no embeddings."));

    private ProviderAdapter For(ProviderConnection connection)
    {
        if (_kept.TryGetValue(connection.Id, out var kept) && kept.Revision == connection.Revision)
            return kept.Adapter;
        if (_kept.Count >= Capacity)
            _kept.Clear();
        var adapter = create(connection);
        _kept[connection.Id] = (connection.Revision, adapter);
        return adapter;
    }
}
