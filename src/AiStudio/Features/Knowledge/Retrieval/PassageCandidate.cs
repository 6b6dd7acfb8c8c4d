using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>A chunk that one of the arms brought in, and what each makes of it; null when that arm did not.</summary>
internal sealed record PassageCandidate(FoundChunk Chunk, ArmScore? Words, ArmScore? Vector)
{
    /// <summary>What speaks for it, each as a share of the best candidate's.</summary>
    public PassageFeatures Features { get; init; } = new();

    /// <summary>From 0 to 1, comparable within one retrieval only.</summary>
    public double Score { get; init; }

    /// <summary>What the reranker made of it, comparable within one retrieval only; null when none has read it.</summary>
    public double? Reranked { get; init; }

    public RetrievedPassage ToPassage() => new(
        Chunk.ChunkId, Chunk.DocumentId, Chunk.DocumentVersionId, Chunk.Document, Chunk.HeadingPath, Chunk.Page, Chunk.SpanStart, Chunk.SpanEnd, Chunk.Text, Score);
}
