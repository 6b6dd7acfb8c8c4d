namespace AiStudio.Features.Knowledge;

/// <summary>A document opened at a place: a window of the chunks of one version, and what stands between them.</summary>
public sealed record DocumentView(
    Guid Id, Guid KnowledgeBaseId, string KnowledgeBase, string Name, string MediaType, long SizeBytes, int Version, int Versions, bool IsCurrent,
    string State, string? Failure, int ChunkCount, DateTimeOffset AddedAt, int First, IReadOnlyList<DocumentPart> Parts);

/// <summary>A stretch of the text; a chunk when it has an id.</summary>
public sealed record DocumentPart(Guid? ChunkId, int Ordinal, string HeadingPath, int Words, string Text);
