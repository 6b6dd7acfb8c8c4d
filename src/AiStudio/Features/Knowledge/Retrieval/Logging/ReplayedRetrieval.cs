namespace AiStudio.Features.Knowledge.Retrieval.Logging;

/// <summary>What a retrieval found then and what it finds now: first what is found now, best first, then what is not found any more.</summary>
/// <param name="Query">The question as it was asked.</param>
/// <param name="Rewritten">The question that was searched for, when it was another.</param>
/// <param name="Passages">The difference.</param>
/// <param name="FittedThen">Whether anything fitted then.</param>
/// <param name="FitsNow">Whether anything fits now.</param>
/// <param name="DurationMs">How long it took now.</param>
/// <param name="Note">What did not go now as it was set.</param>
internal sealed record ReplayedRetrieval(
    string Query, string? Rewritten, IReadOnlyList<ReplayedPassage> Passages, bool FittedThen, bool FitsNow, int DurationMs, string? Note);

/// <summary>A passage in both orders. <see cref="Chunk"/> is null when it is not found any more: its document was replaced or removed, or others are better.</summary>
internal sealed record ReplayedPassage(Guid ChunkId, FoundChunk? Chunk, int? PlaceThen, int? PlaceNow, bool WasUsed);
