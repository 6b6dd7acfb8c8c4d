namespace AiStudio.Gateway.Upstream.Local;

/// <summary>Chooses one to four quotations that answer a question, or none.</summary>
internal static class Extraction
{
    private const int MaxQuotations = 4;

    // A best sentence that has only about half of the question is a guess: one more beside it, not three.
    private const int MaxGuesses = 2;
    private const double Guess = 0.6;
    private const int MaxContinuation = 4;

    // Next to the best sentence, only what is nearly as good and says something else.
    private const double NearlyAsGood = 0.95;
    // The head of a table has some of the words that its rows answer to.
    private const double RowNearlyAsGood = 0.7;
    private const double TooAlike = 0.6;

    public static IReadOnlyList<Quotation> Answer(IReadOnlyList<Passage> passages, string question, string? earlier)
    {
        var words = ContentWords(question);
        var context = words.Count < 2 && earlier is not null ? ContentWords(earlier) : [];
        if (words.Count + context.Count == 0)
            return [];

        var chosen = new List<SentenceRanking.Candidate>();
        foreach (var candidate in new SentenceRanking(passages, words, context, AskedQuestion.IsForFigure(question)).Best)
        {
            if (chosen.Count == Limit(chosen) || (chosen.Count > 0 && candidate.Coverage < (candidate.Sentences[candidate.Place].IsRow ? RowNearlyAsGood : NearlyAsGood) * chosen[0].Coverage))
                break;
            if (!chosen.Any(other => IsTold(candidate, other)))
                chosen.Add(candidate);
        }

        return [.. chosen.Select(candidate => new Quotation(candidate.PassageNumber, [.. WithContinuation(candidate)]))];
    }

    private static int Limit(List<SentenceRanking.Candidate> chosen) => chosen.Count > 0 && chosen[0].Coverage < Guess ? MaxGuesses : MaxQuotations;

    private static List<string> ContentWords(string text) =>
        [.. Words.Of(text).Where(word => !StopWords.Contains(word)).Distinct()];

    private static IEnumerable<Sentence> WithContinuation(SentenceRanking.Candidate candidate)
    {
        var first = candidate.Sentences[candidate.Place];
        return candidate.Sentences.Skip(candidate.Place + 1).TakeWhile(next => next.ContinuesAbove && first.Text[^1] == ':').Take(MaxContinuation).Prepend(first);
    }

    // Told already: quoted as the continuation of another, or in nearly the same words.
    private static bool IsTold(SentenceRanking.Candidate candidate, SentenceRanking.Candidate other)
    {
        if (candidate.Rank == other.Rank && candidate.Place > other.Place && candidate.Place - other.Place < WithContinuation(other).Count())
            return true;
        var shared = candidate.Own.Count(other.Own.Contains);
        return shared >= TooAlike * Math.Min(candidate.Own.Count, other.Own.Count);
    }
}
