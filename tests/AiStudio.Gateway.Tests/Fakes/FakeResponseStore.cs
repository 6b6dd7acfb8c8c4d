using System.Collections.Concurrent;
using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Gateway.Tests.Fakes;

/// <summary>Answers in a dictionary, which compares what a real store compares.</summary>
internal sealed class FakeResponseStore(TimeProvider time) : IResponseStore
{
    private readonly ConcurrentDictionary<CacheKey, Entry> _entries = new();

    /// <summary>Thrown by every method when set.</summary>
    public Exception? Failure { get; set; }

    public int Count => _entries.Count;

    public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        Fail();
        return new(_entries.TryGetValue(key, out var entry) && entry.Until > time.GetUtcNow() ? entry.Answer : null);
    }

    public ValueTask<SimilarAnswer?> FindSimilarAsync(CacheKey context, ReadOnlyMemory<float> question, CancellationToken cancellationToken)
    {
        Fail();
        return new((
            from pair in _entries
            where pair.Value.Semantic is { } semantic && context == pair.Key with { Request = semantic.Context } && pair.Value.Until > time.GetUtcNow()
            let similarity = Cosine.Similarity(pair.Value.Semantic!.Vector.Span, question.Span)
            orderby similarity descending
            select new SimilarAnswer(pair.Value.Answer, pair.Value.Semantic!.Question, similarity)).FirstOrDefault());
    }

    public ValueTask KeepAsync(CacheKey key, CachedAnswer answer, TimeSpan ttl, SemanticEntry? semantic, CancellationToken cancellationToken)
    {
        Fail();
        _entries[key] = new Entry(answer, time.GetUtcNow() + ttl, semantic);
        return ValueTask.CompletedTask;
    }

    private void Fail()
    {
        if (Failure is not null)
            throw Failure;
    }

    private sealed record Entry(CachedAnswer Answer, DateTimeOffset Until, SemanticEntry? Semantic);
}
