namespace AiStudio.Gateway.ResponseCache;

/// <summary>An answer that need not be asked for, and why.</summary>
internal sealed record Recalled(CachedAnswer Answer, CacheKind Kind)
{
    public string? SourceQuestion { get; init; }

    public double? Similarity { get; init; }

    public CacheHit Hit(DateTimeOffset now) => new(Kind, Answer.ModelId, now > Answer.AnsweredAt ? now - Answer.AnsweredAt : TimeSpan.Zero, Answer.CostNanoUsd)
    {
        SourceUsage = Answer.Usage,
        SourceQuestion = SourceQuestion,
        Similarity = Similarity,
        Evidence = Answer.Evidence,
    };
}
