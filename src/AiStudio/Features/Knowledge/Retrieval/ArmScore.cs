namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What one arm of the search makes of a chunk: its score (BM25, or the cosine) and its place in the order of that arm, from 1.</summary>
internal sealed record ArmScore(double Score, int Rank);
