using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Brings the candidates of both arms into one order.</summary>
internal static class CandidateRanking
{
    // The usual constant of reciprocal rank fusion.
    private const int RankOffset = 60;

    // How much of the question's rarity the best candidate has, in words or words that look like them. Of 60 cases (`bench retrieval --cases`), a line at 0.4 gave passages to 34 of
    // 50 that the documents answer and refused 2 of 10 that they do not; at 0.3 it was 42 and 2, at 0.6 25 and 6. No line parts them, for what is not answered is about the same
    // subjects. So this one stands low, and refuses only what is about something else.
    private const double LeastAlike = 0.25;

    // By meaning. A guess for trained models; the offline embedder's best cosine in those cases was 0.62, and 0.31 in the mean, answerable or not.
    private const double LeastSimilar = 0.6;

    /// <summary>Best first, and whether the best have to do with the question at all.</summary>
    public static RankedCandidates Rank(Question question, Rarity rarity, IReadOnlyList<PassageCandidate> candidates, RetrievalSettings settings)
    {
        var texts = candidates.Select(candidate => new RankedText(candidate.Chunk.Title, candidate.Chunk.HeadingPath, candidate.Chunk.Text)).ToArray();
        var read = new FeatureReader(question, rarity).Read(
            texts, [.. candidates.Select(candidate => candidate.Words?.Score ?? 0)], [.. candidates.Select(candidate => candidate.Vector?.Score ?? 0)]);
        var shares = Shares.Of(read);
        var weighed = candidates.Zip(shares).Select(pair => (Candidate: pair.First with { Features = pair.Second }, Weight: Weigh(pair.First, pair.Second, settings))).ToList();
        var best = weighed.Select(pair => pair.Weight).DefaultIfEmpty().Max();
        var alike = rarity.Total > 0 ? read.Select(features => features.Alike / rarity.Total).DefaultIfEmpty().Max() : 0;
        return new RankedCandidates(
        [
            .. weighed.Select(pair => pair.Candidate with { Score = Math.Exp(pair.Weight - best) })
                .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Chunk.ChunkId),
        ], alike, alike >= LeastAlike || read.Any(features => features.Vector >= LeastSimilar));
    }

    private static double Weigh(PassageCandidate candidate, PassageFeatures shares, RetrievalSettings settings) => settings.Fusion == FusionKind.Weighted
        ? settings.Weights.Weigh(shares)
        : 100 * ((settings.Weights.Words * Reciprocal(candidate.Words)) + (settings.Weights.Vector * Reciprocal(candidate.Vector)));

    private static double Reciprocal(ArmScore? score) => score is null ? 0 : 1.0 / (RankOffset + score.Rank);
}
