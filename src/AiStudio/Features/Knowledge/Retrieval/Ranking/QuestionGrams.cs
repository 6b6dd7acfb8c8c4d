namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Finds the 4-grams of a question in texts, and says how much each tells by the candidates: counting the grams of a whole base would cost ten times its postings.</summary>
internal sealed class QuestionGrams
{
    private const int FilterBits = 12;

    private readonly Dictionary<ulong, int> _numbers = [];

    // Nearly all grams of a text are none of the question's; this tells so without a look into the dictionary.
    private readonly bool[] _filter = new bool[1 << FilterBits];

    private readonly int[] _frequencies;
    private readonly int[] _seen;
    private int _round;
    private double[] _weights = [];

    public QuestionGrams(Question question)
    {
        foreach (var gram in question.Grams)
        {
            _numbers[gram] = _numbers.Count;
            _filter[Slot(gram)] = true;
        }

        (_frequencies, _seen) = (new int[_numbers.Count], new int[_numbers.Count]);
    }

    /// <summary>The question's grams in a text, which counts for how much they tell. Then <see cref="Weigh"/>, then <see cref="Shares"/>.</summary>
    public GramHits Find(RankedText text)
    {
        var hits = new List<(int At, int Gram)>();
        var offsets = new int[text.Words.Length + 1];
        ulong gram = 0;
        var at = 0;
        _round++;
        Push(' ');
        for (var word = 0; word < text.Words.Length; word++)
        {
            offsets[word] = at - 1;
            foreach (var character in text.Words[word].Text)
            {
                Push(character);
            }

            Push(' ');
        }

        offsets[^1] = at - 1;
        return new GramHits(hits, offsets);

        void Push(char character)
        {
            gram = (gram << 16) | character;
            if (++at >= Grams.Size && _filter[Slot(gram)] && _numbers.TryGetValue(gram, out var number))
            {
                hits.Add((at - Grams.Size, number));
                if (_seen[number] != _round)
                {
                    _seen[number] = _round;
                    _frequencies[number]++;
                }
            }
        }
    }

    /// <summary>Once all texts have been looked at.</summary>
    public void Weigh(int texts) => _weights = [.. _frequencies.Select(frequency => Rarity.Of(texts, frequency))];

    /// <summary>The weight of the question's grams in each sentence.</summary>
    public double[] Shares(GramHits hits, IReadOnlyList<Range> sentences)
    {
        var shares = new double[sentences.Count];
        var next = 0;
        for (var sentence = 0; sentence < shares.Length; sentence++)
        {
            // From the space before its first word to the space after its last.
            var (from, to) = (hits.Offsets[sentences[sentence].Start.Value], hits.Offsets[sentences[sentence].End.Value] + 1);
            _round++;
            for (; next < hits.Found.Count && hits.Found[next].At < to; next++)
            {
                var (at, gram) = hits.Found[next];
                if (at >= from && at + Grams.Size <= to && _seen[gram] != _round)
                {
                    _seen[gram] = _round;
                    shares[sentence] += _weights[gram];
                }
            }

            // The space between two sentences belongs to both, so what begins there is looked at again.
            while (next > 0 && hits.Found[next - 1].At >= to - 1)
            {
                next--;
            }
        }

        return shares;
    }

    private static int Slot(ulong gram) => (int)((gram * 0x9E3779B97F4A7C15) >> (64 - FilterBits));
}

/// <summary>Where the question's grams stand in a text, whose words are put together with one space around each; and where its words begin there, with the space before them.</summary>
internal readonly record struct GramHits(List<(int At, int Gram)> Found, int[] Offsets);
