namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>How much each 4-gram of a question tells, by the candidates: counting the grams of a whole base would cost ten times its postings.</summary>
internal sealed class GramRarity
{
    private readonly Dictionary<ulong, double> _weights;

    public GramRarity(Question question, IReadOnlyList<RankedText> texts)
    {
        var wanted = question.Grams.ToHashSet();
        var frequencies = wanted.ToDictionary(gram => gram, _ => 0);
        foreach (var text in texts)
        {
            foreach (var gram in text.Grams(..).Where(wanted.Contains).ToHashSet())
            {
                frequencies[gram]++;
            }
        }

        _weights = frequencies.ToDictionary(pair => pair.Key, pair => Rarity.Of(texts.Count, pair.Value));
    }

    /// <summary>The weight of the question's grams that are among <paramref name="grams"/>.</summary>
    public double Share(IEnumerable<ulong> grams)
    {
        var found = new HashSet<ulong>();
        return grams.Where(gram => _weights.ContainsKey(gram) && found.Add(gram)).Sum(gram => _weights[gram]);
    }
}
