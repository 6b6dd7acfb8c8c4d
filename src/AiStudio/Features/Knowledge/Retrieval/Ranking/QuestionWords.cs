namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>What the words of texts are to a question. Each word that is written alike is compared once, however many candidates have it.</summary>
internal sealed class QuestionWords
{
    private readonly Dictionary<Lexeme, WordMatch> _matches = [];
    private readonly Dictionary<string, int> _stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _content = new(StringComparer.Ordinal);
    private readonly Lexeme[] _wanted;

    public QuestionWords(Question question, Rarity rarity)
    {
        foreach (var word in question.Words)
        {
            _stems.TryAdd(word.Stem, _stems.Count);
        }

        _wanted = [.. question.Content.Select(word => word.Lexeme)];
        for (var at = 0; at < _wanted.Length; at++)
        {
            _content[_wanted[at].Stem] = at;
        }

        Weights = [.. _wanted.Select(word => rarity.Of(word.Stem))];
    }

    /// <summary>The rarity of each content word.</summary>
    public double[] Weights { get; }

    /// <summary>How many different stems the question has.</summary>
    public int Stems => _stems.Count;

    public int StemOf(string stem) => _stems.GetValueOrDefault(stem, -1);

    public WordMatch[] Of(Word[] words)
    {
        var matches = new WordMatch[words.Length];
        for (var at = 0; at < words.Length; at++)
        {
            var lexeme = words[at].Lexeme;
            if (!_matches.TryGetValue(lexeme, out var match))
            {
                _matches[lexeme] = match = new WordMatch(_stems.GetValueOrDefault(lexeme.Stem, -1), _content.GetValueOrDefault(lexeme.Stem, -1), Alike(lexeme));
            }

            matches[at] = match;
        }

        return matches;
    }

    private (int Content, double Likeness)[] Alike(Lexeme lexeme)
    {
        List<(int, double)>? alike = null;
        for (var at = 0; at < _wanted.Length; at++)
        {
            var likeness = _wanted[at].Text == lexeme.Text ? 1 : Grams.Likeness(_wanted[at], lexeme);
            if (likeness > 0)
            {
                (alike ??= []).Add((at, likeness));
            }
        }

        return alike is null ? [] : [.. alike];
    }
}

/// <summary>What a word is to the question: the number of its stem among all and among the content words, -1 when it is none of them; and the content words that it looks like.</summary>
internal sealed record WordMatch(int Stem, int Content, (int Content, double Likeness)[] Alike);
