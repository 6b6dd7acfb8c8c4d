namespace AiStudio.Features.Knowledge;

/// <summary>A document opened at a place: a window of the chunks of one version, what stands between them, and how that version was made.</summary>
public sealed record DocumentView(
    Guid Id, Guid KnowledgeBaseId, string KnowledgeBase, string Name, string MediaType, long SizeBytes, int Version, int Versions, bool IsCurrent,
    string State, string? Failure, int ChunkCount, DateTimeOffset AddedAt, int First, IReadOnlyList<DocumentPart> Parts,
    int? Pages, string? SourceUrl, string? ExternalId, IReadOnlyList<StageFact> Stages);

/// <summary>A stretch of the text; a chunk when it has an id, else what stands before the next one. The span counts UTF-16 code units of the version's text.</summary>
public sealed record DocumentPart(Guid? ChunkId, int Ordinal, string HeadingPath, int Words, string Text, int? Page = null, int SpanStart = 0, int SpanEnd = 0);

/// <summary>What a stage did with a version: how long, of how many characters, chunks or vectors, how many were there already, in how many runs.</summary>
public sealed record StageFact(string Stage, long Milliseconds, int Amount, int Reused, int Runs);
