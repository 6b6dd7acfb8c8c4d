namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Reads the features of the candidates of one question.</summary>
internal sealed class FeatureReader(Question question, Rarity rarity)
{
    // A word in order that says nothing still holds the others together.
    private const double StopWordWeight = 0.3;
    private const int TopicSize = 3;

    private readonly Dictionary<string, double> _alike = [];
    private readonly (HashSet<ulong> Grams, Word Word)[] _content =
        [.. question.Content.Select(word => (Grams.Of(word.Text).ToHashSet(), word))];

    /// <param name="texts">The candidates.</param>
    /// <param name="words">Their BM25.</param>
    /// <param name="similarities">Their cosines, 0 where there is none.</param>
    public IReadOnlyList<PassageFeatures> Read(IReadOnlyList<RankedText> texts, IReadOnlyList<double> words, IReadOnlyList<double> similarities)
    {
        var grams = new GramRarity(question, texts);
        var topics = texts.Zip(words).GroupBy(pair => pair.First.Topic)
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Second).OrderDescending().Take(TopicSize).Sum() / TopicSize);
        return [.. texts.Select((text, at) => Read(text, grams) with
        {
            Words = words[at],
            Topic = topics[text.Topic],
            Vector = Math.Max(0, similarities[at]),
        })];
    }

    private PassageFeatures Read(RankedText text, GramRarity grams)
    {
        var (pair, answer, order, sentenceGrams) = (0.0, 0.0, 0.0, 0.0);
        for (var at = 0; at < text.Sentences.Count; at++)
        {
            var range = text.Sentences[at];
            var sentence = text.Words[range];
            // A long sentence has more of everything.
            var damping = 1 + (0.2 * Math.Log(1 + (sentence.Length / 20.0)));
            var own = Share(sentence) / damping;
            var both = at == 0 ? own : Share(text.Words.AsSpan()[text.Sentences[at - 1].Start..range.End]);
            pair = Math.Max(pair, Math.Max(own, both));
            answer = Math.Max(answer, own * Answers(sentence));
            order = Math.Max(order, InOrder(sentence) / damping);
            sentenceGrams = Math.Max(sentenceGrams, grams.Share(text.Grams(range)) / damping);
        }

        var names = question.Words.Skip(1).Where(word => word is { IsStop: false, IsCapital: true, IsNumber: false }).ToArray();
        var figures = question.Words.Where(word => word is { IsStop: false, IsNumber: true }).ToArray();
        return new PassageFeatures
        {
            Pairs = question.Pairs.Where(text.Pairs.Contains).Sum(two => rarity.Of(two.First) + rarity.Of(two.Second)),
            SentenceGrams = sentenceGrams,
            Sentences = pair,
            Answer = answer,
            Order = order,
            Title = question.Content.Where(word => text.Titles.Contains(word.Stem)).Sum(word => rarity.Of(word.Stem)),
            Alike = _content.Sum(word => Alike(word.Grams, word.Word, text)),
            Length = Math.Log(Math.Max(2, text.Length)),
            Names = Ratio(names, text),
            Figures = figures.Length == 0 ? 0 : figures.Count(word => text.Stems.Contains(word.Stem)) / (double)figures.Length,
            Coverage = question.Content.Count(word => text.Stems.Contains(word.Stem)) / (double)Math.Max(1, question.Content.Count),
        };
    }

    /// <summary>The rarity of the question's words among <paramref name="words"/>, summed.</summary>
    private double Share(ReadOnlySpan<Word> words)
    {
        var share = 0.0;
        foreach (var wanted in question.Content)
        {
            foreach (var word in words)
            {
                if (word.Stem == wanted.Stem)
                {
                    share += rarity.Of(wanted.Stem);
                    break;
                }
            }
        }

        return share;
    }

    private double Answers(Word[] sentence)
    {
        if (question.Asks == AnswerKind.Anything)
        {
            return 0.5;
        }

        for (var at = 0; at < sentence.Length; at++)
        {
            var word = sentence[at];
            var fits = question.Asks switch
            {
                AnswerKind.Number => word.IsNumber || NumberWords.Contains(word.Text),
                AnswerKind.Time => word.IsNumber && word.Text.Length is 3 or 4,
                _ => word.IsCapital && at > 0 && !word.IsStop,
            };
            if (fits && question.Content.All(wanted => wanted.Stem != word.Stem))
            {
                return 1;
            }
        }

        return 0;
    }

    // The weight of the longest common subsequence.
    private double InOrder(Word[] sentence)
    {
        Span<double> best = stackalloc double[Math.Min(sentence.Length, 400) + 1];
        best.Clear();
        foreach (var wanted in question.Words)
        {
            var weight = wanted.IsStop ? StopWordWeight : rarity.Of(wanted.Stem);
            var diagonal = 0.0;
            for (var at = 1; at < best.Length; at++)
            {
                var above = best[at];
                best[at] = Math.Max(above, best[at - 1]);
                if (sentence[at - 1].Stem == wanted.Stem)
                {
                    best[at] = Math.Max(best[at], diagonal + weight);
                }

                diagonal = above;
            }
        }

        return best[^1];
    }

    private double Alike(HashSet<ulong> grams, Word wanted, RankedText text)
    {
        var best = 0.0;
        foreach (var word in text.Words)
        {
            if (word.Text == wanted.Text)
            {
                return rarity.Of(wanted.Stem);
            }

            var key = $"{wanted.Text} {word.Text}";
            if (!_alike.TryGetValue(key, out var likeness))
            {
                _alike[key] = likeness = Grams.Likeness(grams, word.Text);
            }

            best = Math.Max(best, likeness);
        }

        return best * best * rarity.Of(wanted.Stem);
    }

    private double Ratio(Word[] wanted, RankedText text)
    {
        var all = wanted.Sum(word => rarity.Of(word.Stem));
        return all > 0 ? wanted.Where(word => text.Stems.Contains(word.Stem)).Sum(word => rarity.Of(word.Stem)) / all : 0;
    }
}
