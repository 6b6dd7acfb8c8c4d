namespace AiStudio.Gateway.Audit;

/// <summary>A passage that a model was given.</summary>
/// <param name="ChunkId">The chunk; for an approved answer, that.</param>
/// <param name="DocumentVersionId">The version of the document it is cut from.</param>
/// <param name="Ordinal">Its number in the messages, from 1.</param>
/// <param name="Score">From 0 to 1, comparable within one retrieval only; 0 for one that stands beside a hit.</param>
public sealed record GivenPassage(Guid ChunkId, Guid DocumentVersionId, int Ordinal, double Score);
