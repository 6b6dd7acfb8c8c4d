using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Searching;

/// <summary>What a search found, and how much of it is shown.</summary>
/// <param name="Rows">The best, in their last order.</param>
/// <param name="Candidates">How many were looked at.</param>
/// <param name="Fits">Whether a chat would be given any of them.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="RerankedBy">Who brought them into this order, when that was not the local ranking.</param>
/// <param name="Note">What did not go as it was set.</param>
public sealed record BenchResult(IReadOnlyList<BenchRow> Rows, int Candidates, bool Fits, int DurationMs, string? RerankedBy, string? Note);

/// <summary>
/// A passage with what each arm makes of it; shares are of the best one's score, from 0 to 1. <see cref="Before"/> is its place with the saved settings,
/// 0 when it is not found with them; <see cref="IsGiven"/> says whether a chat would be given it.
/// </summary>
public sealed record BenchRow(
    Guid ChunkId, Guid DocumentId, string Document, string HeadingPath, int? Page, IReadOnlyList<BenchText> Text, int Place, int Before, bool IsGiven,
    int? WordRank, double WordShare, int? VectorRank, double VectorShare, double SentenceShare, double Score, double? Reranked)
{
    private const int Longest = 400;

    internal static BenchRow Of(PassageCandidate candidate, int place, int before, bool isGiven, Question question) => new(
        candidate.Chunk.ChunkId, candidate.Chunk.DocumentId, candidate.Chunk.Document, candidate.Chunk.HeadingPath, candidate.Chunk.Page,
        Marked(candidate.Chunk.Text, question), place, before, isGiven, candidate.Words?.Rank, candidate.Features.Words, candidate.Vector?.Rank, candidate.Features.Vector,
        candidate.Features.SentenceGrams, candidate.Score, candidate.Reranked);

    // The beginning, with the question's words marked.
    private static List<BenchText> Marked(string text, Question question)
    {
        var wanted = question.Content.Select(word => word.Stem).ToHashSet();
        var parts = new List<BenchText>();
        var (from, end) = (0, Math.Min(text.Length, Longest));
        foreach (var word in Words.Of(text).Where(word => word.End <= end && wanted.Contains(word.Stem)))
        {
            parts.Add(new(text[from..word.Start], false));
            parts.Add(new(text[word.Start..word.End], true));
            from = word.End;
        }

        parts.Add(new(text[from..end] + (end < text.Length ? "…" : ""), false));
        return parts;
    }
}

/// <summary>A stretch of a passage.</summary>
public sealed record BenchText(string Text, bool IsMarked);
