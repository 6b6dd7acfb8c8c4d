namespace AiStudio.Gateway.Upstream.Local;

/// <summary>
/// Scores every sentence of the passages against a question: the share of the question's words it has, each weighted by how rare it is
/// among the sentences; words it lacks but its heading, title or neighbours have count in part; neighbouring words that stand together in
/// both, an early place and a high rank of the passage add a little. Deterministic.
/// </summary>
internal sealed class SentenceRanking
{
    /// <summary>Below this share of the question a sentence does not answer it. Passages that have nothing to do with a question are held back before they come here.</summary>
    public const double Threshold = 0.3;

    private const double KinShare = 0.8;
    private const double HeadingShare = 0.6;
    private const double NeighbourShare = 0.35;
    private const double PairBonus = 0.15;
    private const double PlaceBonus = 0.03;
    private const double RankBonus = 0.14;
    private const double FigureBonus = 0.12;

    private readonly List<Candidate> _candidates = [];
    private readonly Dictionary<string, double> _weights = [];
    private readonly bool _asksForFigure;

    public SentenceRanking(IReadOnlyList<Passage> passages, IReadOnlyList<string> question, IReadOnlyList<string> earlier, bool asksForFigure)
    {
        _asksForFigure = asksForFigure;
        for (var rank = 0; rank < passages.Count; rank++)
            Collect(passages[rank], rank);
        Weigh(question, 1);
        Weigh(earlier, 0.5);
        foreach (var candidate in _candidates)
            Score(candidate, question);
    }

    /// <summary>The candidates that answer, best first.</summary>
    public IEnumerable<Candidate> Best => _candidates
        .Where(candidate => candidate.Coverage >= Threshold)
        .OrderByDescending(candidate => candidate.Score)
        .ThenBy(candidate => candidate.Rank)
        .ThenBy(candidate => candidate.Place);

    private void Collect(Passage passage, int rank)
    {
        var sentences = Sentences.Of(passage.Text);
        var title = Words.Of($"{passage.Title} {passage.Path}");
        for (var place = 0; place < sentences.Count; place++)
        {
            var context = new HashSet<string>(title);
            context.UnionWith(Words.Of(sentences[place].Heading));
            _candidates.Add(new Candidate(passage.Number, rank, place, sentences, Words.Of(sentences[place].Text), context));
        }
    }

    // A word that no sentence has weighs as much as one that a single sentence has: a synonym must not sink the rest of the question.
    private void Weigh(IReadOnlyList<string> words, double factor)
    {
        foreach (var word in words)
        {
            var having = Math.Max(1, _candidates.Count(candidate => candidate.Own.Contains(word)));
            var weight = factor * Math.Log(1 + ((_candidates.Count - having + 0.5) / (having + 0.5)) + 0.5);
            _weights.TryAdd(word, weight);
        }
    }

    private void Score(Candidate candidate, IReadOnlyList<string> question)
    {
        var total = _weights.Values.Sum();
        if (total <= 0)
            return;
        var share = 0.0;
        var owned = 0.0;
        foreach (var (word, weight) in _weights)
        {
            var part = candidate.Own.Contains(word) ? 1 : HasKin(candidate, word) ? KinShare : candidate.Context.Contains(word) ? HeadingShare : IsNear(candidate, word) ? NeighbourShare : 0;
            share += part * weight;
            owned += part >= KinShare ? weight : 0;
        }

        // A heading alone answers nothing: the sentence must say something of its own.
        candidate.Coverage = owned > 0 ? share / total : 0;
        candidate.Score = candidate.Coverage + (PairBonus * PairsShared(candidate, question)) + (candidate.Place == 0 ? PlaceBonus : 0) + (RankBonus / (1 + candidate.Rank))
            + (_asksForFigure && candidate.HasFigure ? FigureBonus : 0)
            - (candidate.Words.Count < 4 ? 0.1 : 0.002 * Math.Min(100, Math.Max(0, candidate.Words.Count - 30)));
    }

    private bool IsNear(Candidate candidate, string word)
    {
        var index = candidate.Index ??= _candidates.IndexOf(candidate);
        return (index > 0 && _candidates[index - 1] is var before && before.Rank == candidate.Rank && before.Own.Contains(word))
            || (index + 1 < _candidates.Count && _candidates[index + 1] is var after && after.Rank == candidate.Rank && after.Own.Contains(word));
    }

    // "approve" and "approval", "deploy" and "deployment": one begins with the other. Or two neighbouring letters were swapped in haste.
    private static bool HasKin(Candidate candidate, string word) => word.Length >= 5 && candidate.Own.Any(other => other.Length >= 5
        && (other.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(other, StringComparison.Ordinal) || IsSwapped(word, other)));

    private static bool IsSwapped(string word, string other)
    {
        if (word.Length != other.Length || word == other)
            return false;
        var at = word.AsSpan().CommonPrefixLength(other);
        return at + 1 < word.Length && word[at] == other[at + 1] && word[at + 1] == other[at] && word.AsSpan(at + 2).SequenceEqual(other.AsSpan(at + 2));
    }

    private static double PairsShared(Candidate candidate, IReadOnlyList<string> question)
    {
        if (question.Count < 2)
            return 0;
        var shared = 0;
        for (var i = 0; i + 1 < question.Count; i++)
        {
            for (var j = 0; j + 1 < candidate.Words.Count; j++)
            {
                if (candidate.Words[j] == question[i] && candidate.Words[j + 1] == question[i + 1])
                {
                    shared++;
                    break;
                }
            }
        }

        return (double)shared / (question.Count - 1);
    }

    internal sealed class Candidate(int passageNumber, int rank, int place, IReadOnlyList<Sentence> sentences, List<string> words, HashSet<string> context)
    {
        public int PassageNumber => passageNumber;

        public int Rank => rank;

        public int Place => place;

        public IReadOnlyList<Sentence> Sentences => sentences;

        public List<string> Words => words;

        public HashSet<string> Own { get; } = [.. words];

        public HashSet<string> Context => context;

        public bool HasFigure { get; } = sentences[place].Text.Any(char.IsDigit);

        public int? Index { get; set; }

        public double Coverage { get; set; }

        public double Score { get; set; }
    }
}
