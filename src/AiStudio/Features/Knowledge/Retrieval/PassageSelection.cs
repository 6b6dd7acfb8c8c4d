using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>The best of a ranking, without those that say what a better one says already.</summary>
internal static class PassageSelection
{
    // Of their words, in both: copies of a page, or the same paragraph in two versions of a document.
    private const double TooAlike = 0.9;

    public static IReadOnlyList<RetrievedPassage> Select(IReadOnlyList<PassageCandidate> ranked, int topK) =>
        [.. Choose(ranked, topK).Select(candidate => candidate.ToPassage())];

    public static IReadOnlyList<PassageCandidate> Choose(IReadOnlyList<PassageCandidate> ranked, int topK)
    {
        var chosen = new List<(PassageCandidate Candidate, HashSet<string> Words)>();
        foreach (var candidate in ranked)
        {
            if (chosen.Count == topK)
            {
                break;
            }

            var words = Words.Of(candidate.Chunk.Text).Select(word => word.Text).ToHashSet(StringComparer.Ordinal);
            if (!chosen.Any(other => IsTold(words, other.Words)))
            {
                chosen.Add((candidate, words));
            }
        }

        return [.. chosen.Select(one => one.Candidate)];
    }

    private static bool IsTold(HashSet<string> words, HashSet<string> others)
    {
        var shared = words.Count(others.Contains);
        return shared > TooAlike * (words.Count + others.Count - shared);
    }
}
