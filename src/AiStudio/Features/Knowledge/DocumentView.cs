namespace AiStudio.Features.Knowledge;

/// <summary>A document opened at a place: a window of the text of one version, with its chunks and what stands between them, and how that version was made.</summary>
public sealed record DocumentView(
    Guid Id, Guid KnowledgeBaseId, string KnowledgeBase, string Name, string MediaType, long SizeBytes, int Version, int Versions, bool IsCurrent,
    string State, string? Failure, int ChunkCount, DateTimeOffset AddedAt, int First, IReadOnlyList<DocumentPart> Parts,
    int? Pages, string? SourceUrl, string? ExternalId, IReadOnlyList<StageFact> Stages)
{
    /// <summary>How many stretches its text has in all; <see cref="First"/> is the number of the first that is here.</summary>
    public int Stretches { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its base has another length of chunks by now.</summary>
    public bool IsCutOtherwise { get; init; }
}

/// <summary>A stretch of the text; a chunk when it has an id, else what stands between chunks. The span counts UTF-16 code units of the version's text.</summary>
public sealed record DocumentPart(Guid? ChunkId, int Ordinal, string HeadingPath, int Words, string Text, int? Page = null, int SpanStart = 0, int SpanEnd = 0);

/// <summary>What a stage did with a version: how long, of how many characters, chunks or vectors, how many were there already, in how many runs.</summary>
public sealed record StageFact(string Stage, long Milliseconds, int Amount, int Reused, int Runs);
