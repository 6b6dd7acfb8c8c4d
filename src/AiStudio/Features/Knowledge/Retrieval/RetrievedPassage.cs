using AiStudio.Gateway;

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
    double Score)
{
    /// <summary>Whether it was not found but stands beside one that was.</summary>
    public bool IsNeighbour { get; init; }

    /// <summary>Whether it is an approved answer: then <see cref="ChunkId"/> is its id and <see cref="DocumentId"/> its base's.</summary>
    public bool IsCurated { get; init; }

    /// <summary>As it stands in a prompt under <paramref name="number"/>.</summary>
    public Passage ToPrompt(int number) => new(number, Document, Page is { } page ? $"{HeadingPath} (page {page})".TrimStart() : HeadingPath, Text);
}
