namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// Port: keeps answers. Every part of a key is a hard equality, and what has expired is not found. A store that fails costs the hit,
/// never the answer.
/// </summary>
public interface IResponseStore
{
    /// <summary>The answer kept under <paramref name="key"/>, or <see langword="null"/>.</summary>
    ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Of the answers whose context is <paramref name="context"/> (its <see cref="CacheKey.Request"/> is a <see cref="SemanticEntry.Context"/>), the one whose question is nearest to <paramref name="question"/>.</summary>
    ValueTask<SimilarAnswer?> FindSimilarAsync(CacheKey context, ReadOnlyMemory<float> question, CancellationToken cancellationToken);

    /// <summary>Keeps <paramref name="answer"/> for <paramref name="ttl"/>, in place of an earlier one.</summary>
    /// <param name="key">Where.</param>
    /// <param name="answer">What.</param>
    /// <param name="ttl">How long.</param>
    /// <param name="semantic">How it is found by meaning; <see langword="null"/> when it is not to be.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    ValueTask KeepAsync(CacheKey key, CachedAnswer answer, TimeSpan ttl, SemanticEntry? semantic, CancellationToken cancellationToken);
}
