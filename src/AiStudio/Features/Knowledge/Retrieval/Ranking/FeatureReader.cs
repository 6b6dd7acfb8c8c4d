namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Reads the features of the candidates of one question.</summary>
internal sealed class FeatureReader
{
    private const int TopicSize = 3;

    private readonly Question _question;
    private readonly QuestionWords _words;
    private readonly QuestionGrams _grams;
    private readonly QuestionOrder _order;
    private readonly QuestionPairs _pairs;
    private readonly (int Stem, double Weight)[] _names;
    private readonly int[] _figures;
    private readonly int[] _seen;
    private int _round;

    public FeatureReader(Question question, Rarity rarity)
    {
        (_question, _words, _grams) = (question, new QuestionWords(question, rarity), new QuestionGrams(question));
        (_order, _pairs) = (new QuestionOrder(question, _words, rarity), new QuestionPairs(question, _words, rarity));
        _names = [.. question.Words.Skip(1).Where(word => word is { IsStop: false, IsCapital: true, IsNumber: false }).Select(word => (_words.StemOf(word.Stem), rarity.Of(word.Stem)))];
        _figures = [.. question.Words.Where(word => word is { IsStop: false, IsNumber: true }).Select(word => _words.StemOf(word.Stem))];
        _seen = new int[question.Content.Count];
    }

    /// <param name="texts">The candidates.</param>
    /// <param name="words">Their BM25.</param>
    /// <param name="similarities">Their cosines, 0 where there is none.</param>
    public IReadOnlyList<PassageFeatures> Read(IReadOnlyList<RankedText> texts, IReadOnlyList<double> words, IReadOnlyList<double> similarities)
    {
        var grams = texts.Select(_grams.Find).ToArray();
        _grams.Weigh(texts.Count);
        var topics = texts.Zip(words).GroupBy(pair => pair.First.Topic)
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Second).OrderDescending().Take(TopicSize).Sum() / TopicSize);
        return [.. texts.Select((text, at) => Read(text, grams[at]) with
        {
            Words = words[at],
            Topic = topics[text.Topic],
            Vector = Math.Max(0, similarities[at]),
        })];
    }

    private PassageFeatures Read(RankedText text, GramHits grams)
    {
        var matches = _words.Of(text.Words);
        var titles = _words.Of(text.Titles);
        var gramShares = _grams.Shares(grams, text.Sentences);
        var (pair, answer, order, sentenceGrams) = (0.0, 0.0, 0.0, 0.0);
        for (var at = 0; at < text.Sentences.Count; at++)
        {
            var range = text.Sentences[at];
            var sentence = matches.AsSpan()[range];
            // A long sentence has more of everything.
            var damping = 1 + (0.2 * Math.Log(1 + (sentence.Length / 20.0)));
            var own = Share(sentence) / damping;
            var both = at == 0 ? own : Share(matches.AsSpan()[text.Sentences[at - 1].Start..range.End]);
            pair = Math.Max(pair, Math.Max(own, both));
            answer = Math.Max(answer, own * Answers(text.Words.AsSpan()[range], sentence));
            order = Math.Max(order, _order.In(sentence) / damping);
            sentenceGrams = Math.Max(sentenceGrams, gramShares[at] / damping);
        }

        var stems = StemsIn(text, matches, titles);
        return new PassageFeatures
        {
            Pairs = _pairs.In(text, matches),
            SentenceGrams = sentenceGrams,
            Sentences = pair,
            Answer = answer,
            Order = order,
            Title = Share(titles),
            Alike = Alike(matches),
            Length = Math.Log(Math.Max(2, text.Length)),
            Names = Ratio(stems),
            Figures = _figures.Length == 0 ? 0 : _figures.Count(stem => stems[stem]) / (double)_figures.Length,
            Coverage = _question.Content.Count(word => stems[_words.StemOf(word.Stem)]) / (double)Math.Max(1, _question.Content.Count),
        };
    }

    /// <summary>The rarity of the question's words among <paramref name="words"/>, summed.</summary>
    private double Share(ReadOnlySpan<WordMatch> words)
    {
        var share = 0.0;
        _round++;
        foreach (var word in words)
        {
            if (word.Content >= 0 && _seen[word.Content] != _round)
            {
                _seen[word.Content] = _round;
                share += _words.Weights[word.Content];
            }
        }

        return share;
    }

    private double Answers(ReadOnlySpan<Word> sentence, ReadOnlySpan<WordMatch> matches)
    {
        if (_question.Asks == AnswerKind.Anything)
        {
            return 0.5;
        }

        for (var at = 0; at < sentence.Length; at++)
        {
            var word = sentence[at];
            var fits = _question.Asks switch
            {
                AnswerKind.Number => word.IsNumber || NumberWords.Contains(word.Text),
                AnswerKind.Time => word.IsNumber && word.Text.Length is 3 or 4,
                _ => word.IsCapital && at > 0 && !word.IsStop,
            };
            if (fits && matches[at].Content < 0)
            {
                return 1;
            }
        }

        return 0;
    }

    private double Alike(WordMatch[] matches)
    {
        var best = new double[_words.Weights.Length];
        foreach (var match in matches)
        {
            foreach (var (content, likeness) in match.Alike)
            {
                best[content] = Math.Max(best[content], likeness);
            }
        }

        var sum = 0.0;
        for (var at = 0; at < best.Length; at++)
        {
            sum += best[at] * best[at] * _words.Weights[at];
        }

        return sum;
    }

    // Which stems of the question stand in text or titles, stop words aside.
    private bool[] StemsIn(RankedText text, WordMatch[] matches, WordMatch[] titles)
    {
        var stems = new bool[_words.Stems];
        for (var at = 0; at < matches.Length; at++)
        {
            if (matches[at].Stem >= 0 && !text.Words[at].IsStop)
            {
                stems[matches[at].Stem] = true;
            }
        }

        foreach (var title in titles)
        {
            if (title.Stem >= 0)
            {
                stems[title.Stem] = true;
            }
        }

        return stems;
    }

    private double Ratio(bool[] stems)
    {
        var (all, found) = (0.0, 0.0);
        foreach (var (stem, weight) in _names)
        {
            all += weight;
            found += stems[stem] ? weight : 0;
        }

        return all > 0 ? found / all : 0;
    }
}
