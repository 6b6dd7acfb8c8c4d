namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// One order out of two: each arm's score is divided by the best of that arm, then weighted. Ranks alone (reciprocal rank fusion) would let
/// the weaker arm pull good passages down; measured, full text alone beats that, and this beats full text alone.
/// </summary>
internal static class Fusion
{
    public const double TextWeight = 0.7;
    public const double VectorWeight = 1 - TextWeight;

    public static IReadOnlyList<RetrievedPassage> Fuse(IReadOnlyList<PassageCandidate> candidates, int topK)
    {
        var bestText = candidates.Select(candidate => candidate.TextRank).DefaultIfEmpty().Max();
        var bestSimilarity = candidates.Select(candidate => candidate.Similarity ?? 0).DefaultIfEmpty().Max();
        return
        [
            .. candidates
                .Select(candidate => (Candidate: candidate, Score: Score(candidate)))
                .OrderByDescending(pair => pair.Score)
                .ThenBy(pair => pair.Candidate.ChunkId)
                .Take(topK)
                .Select(pair => Passage(pair.Candidate, pair.Score)),
        ];

        double Score(PassageCandidate candidate) =>
            (TextWeight * Share(candidate.TextRank, bestText)) + (VectorWeight * Share(candidate.Similarity ?? 0, bestSimilarity));
    }

    private static double Share(double score, double best) => best > 0 ? Math.Max(0, score) / best : 0;

    private static RetrievedPassage Passage(PassageCandidate candidate, double score) => new(
        candidate.ChunkId, candidate.DocumentId, candidate.DocumentVersionId, candidate.Document, candidate.HeadingPath, candidate.Page,
        candidate.SpanStart, candidate.SpanEnd, candidate.Text, score);
}
