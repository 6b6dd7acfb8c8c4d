namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>The words of a question in their order.</summary>
internal sealed class QuestionOrder(Question question, QuestionWords words, Rarity rarity)
{
    // A word that says nothing still holds the others together.
    private const double StopWordWeight = 0.3;
    private const int Longest = 400;

    private readonly (int Stem, double Weight)[] _words = [.. question.Words.Select(word => (words.StemOf(word.Stem), word.IsStop ? StopWordWeight : rarity.Of(word.Stem)))];

    /// <summary>The weight of the longest common subsequence of question and <paramref name="sentence"/>. What the question does not have is in none.</summary>
    public double In(ReadOnlySpan<WordMatch> sentence)
    {
        Span<int> common = stackalloc int[Math.Min(sentence.Length, Longest)];
        var count = 0;
        foreach (var word in sentence[..common.Length])
        {
            if (word.Stem >= 0)
            {
                common[count++] = word.Stem;
            }
        }

        Span<double> best = stackalloc double[count + 1];
        best.Clear();
        foreach (var (stem, weight) in _words)
        {
            var diagonal = 0.0;
            for (var at = 1; at < best.Length; at++)
            {
                var above = best[at];
                best[at] = Math.Max(above, best[at - 1]);
                if (common[at - 1] == stem)
                {
                    best[at] = Math.Max(best[at], diagonal + weight);
                }

                diagonal = above;
            }
        }

        return best[^1];
    }
}
