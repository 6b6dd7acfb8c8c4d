namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>The words of a question that stand side by side in it.</summary>
internal sealed class QuestionPairs(Question question, QuestionWords words, Rarity rarity)
{
    private const int Most = 400;

    private readonly (int First, int Second, double Weight)[] _pairs =
        [.. question.Pairs.Select(pair => (words.StemOf(pair.First), words.StemOf(pair.Second), rarity.Of(pair.First) + rarity.Of(pair.Second)))];

    /// <summary>The weight of the pairs that stand side by side in <paramref name="text"/> too, stop words aside, each once.</summary>
    public double In(RankedText text, WordMatch[] matches)
    {
        var (sum, before) = (0.0, -1);
        Span<bool> found = stackalloc bool[Math.Min(_pairs.Length, Most)];
        found.Clear();
        for (var at = 0; at < matches.Length; at++)
        {
            if (text.Words[at].IsStop)
            {
                continue;
            }

            var stem = matches[at].Stem;
            for (var pair = 0; stem >= 0 && before >= 0 && pair < found.Length; pair++)
            {
                if (!found[pair] && _pairs[pair].First == before && _pairs[pair].Second == stem)
                {
                    found[pair] = true;
                    sum += _pairs[pair].Weight;
                }
            }

            before = stem;
        }

        return sum;
    }
}
