namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>How much a word tells: its inverse document frequency among the chunks that are searched, as BM25 has it.</summary>
internal sealed class Rarity
{
    private readonly Dictionary<string, double> _words = [];

    /// <param name="question">The question.</param>
    /// <param name="chunks">How many chunks are searched.</param>
    /// <param name="frequencies">In how many of them each content word of the question stands, in their order; null for a word that the language ignores.</param>
    public Rarity(Question question, long chunks, IReadOnlyList<long?> frequencies)
    {
        for (var at = 0; at < question.Content.Count; at++)
        {
            _words[question.Content[at].Stem] = at < frequencies.Count && frequencies[at] is { } frequency ? Of(chunks, frequency) : 0;
        }

        Total = _words.Values.Sum();
    }

    /// <summary>Of all words of the question together.</summary>
    public double Total { get; }

    public double Of(string stem) => _words.GetValueOrDefault(stem);

    public static double Of(long chunks, long frequency) => Math.Log(1 + ((Math.Max(0, chunks - frequency) + 0.5) / (frequency + 0.5)));
}
