namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>A chunk that one of the arms brought in, with what each arm makes of it: <c>ts_rank</c>, and the cosine when there is a vector.</summary>
internal sealed record PassageCandidate(
    Guid ChunkId, Guid DocumentId, Guid DocumentVersionId, string Document, string HeadingPath, int? Page, int SpanStart, int SpanEnd, string Text,
    double TextRank, double? Similarity);
