namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// A chunk that may answer the question. The span counts UTF-16 code units of the document version's text;
/// the score, from 0 to 1, is comparable within one retrieval only.
/// </summary>
internal sealed record RetrievedPassage(
    Guid ChunkId,
    Guid DocumentId,
    Guid DocumentVersionId,
    string Document,
    string HeadingPath,
    int? Page,
    int SpanStart,
    int SpanEnd,
    string Text,
    double Score);
