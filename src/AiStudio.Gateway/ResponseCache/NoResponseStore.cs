namespace AiStudio.Gateway.ResponseCache;

/// <summary>For a host that keeps no answers: calls that run at once are still joined.</summary>
internal sealed class NoResponseStore : IResponseStore
{
    public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken) => new((CachedAnswer?)null);

    public ValueTask<SimilarAnswer?> FindSimilarAsync(CacheKey context, ReadOnlyMemory<float> question, CancellationToken cancellationToken) => new((SimilarAnswer?)null);

    public ValueTask KeepAsync(CacheKey key, CachedAnswer answer, TimeSpan ttl, SemanticEntry? semantic, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
