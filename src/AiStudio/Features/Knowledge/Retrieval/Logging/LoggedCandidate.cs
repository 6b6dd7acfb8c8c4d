namespace AiStudio.Features.Knowledge.Retrieval.Logging;

/// <summary>A candidate as the log keeps it: ids and scores, the text stands in the chunk.</summary>
/// <param name="ChunkId">Which chunk.</param>
/// <param name="DocumentVersionId">Of which version.</param>
/// <param name="Score">The fused score, from 0 to 1.</param>
/// <param name="Words">What the words' arm made of it; null when that did not find it.</param>
/// <param name="Vector">What the vectors' arm made of it.</param>
/// <param name="Reranked">What the reranker made of it.</param>
/// <param name="Used">Whether the model was given it.</param>
/// <param name="Omitted">Whether it was chosen and did not fit into the token budget.</param>
/// <param name="Neighbour">Whether it was not found but stands beside one that was.</param>
internal sealed record LoggedCandidate(
    Guid ChunkId, Guid DocumentVersionId, double Score, ArmScore? Words, ArmScore? Vector, double? Reranked, bool Used, bool Omitted = false, bool Neighbour = false);
