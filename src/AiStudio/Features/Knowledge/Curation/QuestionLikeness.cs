using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>
/// How like two questions are, so that the answer to one is the answer to the other. Words that turn a question round (a number, a name, a negation, an opposite)
/// must agree: vectors of "enable" and "disable" are neighbours.
/// </summary>
internal static class QuestionLikeness
{
    // Below it, two words share an ending or a beginning (internal, external); above, one is a typing error of the other. Counted by 4-grams, of which one wrong letter takes four.
    private const double LeastAlike = 0.6;

    private static readonly HashSet<string> s_negations =
    [
        "not", "no", "never", "without", "cannot", "nobody", "nothing", "none", "neither", "t", "except", "nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie",
        "niemals", "ohne", "außer", "ausser", "ne", "pas", "jamais", "sans", "aucun", "aucune", "nunca", "sin", "ningun",
    ];

    private static readonly (string One, string Other)[] s_opposites =
    [
        .. new[]
        {
            ("on", "off"), ("in", "out"), ("before", "after"), ("start", "stop"), ("add", "remove"), ("increase", "decrease"), ("raise", "lower"), ("open", "close"), ("opened", "closed"),
            ("allow", "forbid"), ("allow", "deny"), ("accept", "reject"), ("accept", "refuse"), ("minimum", "maximum"), ("min", "max"), ("least", "most"), ("first", "last"), ("buy", "sell"),
            ("login", "logout"), ("import", "export"), ("upload", "download"), ("hire", "fire"), ("internal", "external"), ("join", "leave"), ("more", "less"), ("more", "fewer"),
            ("below", "above"), ("under", "over"), ("from", "to"), ("create", "delete"), ("send", "receive"), ("public", "private"), ("gross", "net"), ("old", "new"), ("why", "how"),
            ("who", "when"), ("who", "where"), ("when", "where"), ("employer", "employee"), ("vor", "nach"), ("mit", "ohne"), ("ein", "aus"),
        }.Select(pair => (Stemmer.Stem(pair.Item1), Stemmer.Stem(pair.Item2))),
    ];

    private static readonly string[] s_turning = ["un", "dis", "in", "im", "non", "de"];

    /// <summary>The likeness of the words, from 0 to 1; 0 when something turns one of the questions round.</summary>
    public static double OfWords(Question asked, Question known)
    {
        if (Turns(asked, known))
        {
            return 0;
        }

        var (one, other) = (asked.Content, known.Content);
        return one.Count == 0 || other.Count == 0 ? 0 : (Covered(one, other) + Covered(other, one)) / (one.Count + other.Count);
    }

    /// <summary>Words and vectors together. A hashed vector knows the same as the words do, so it says little; one of a trained model never outvotes words that have nothing in common.</summary>
    public static double Of(double words, double? cosine, bool isHashed) => cosine is not { } near
        ? words
        : isHashed ? (0.9 * words) + (0.1 * Math.Max(0, near)) : Math.Min((0.5 * words) + (0.5 * Math.Max(0, near)), words + 0.4);

    private static bool Turns(Question asked, Question known)
    {
        var (one, other) = (asked.Words, known.Words);
        return !Figures(one).SetEquals(Figures(other))
            || one.Any(IsNegation) != other.Any(IsNegation)
            || !NamesStand(one, other) || !NamesStand(other, one)
            || AreOpposed(Only(one, other), Only(other, one));
    }

    private static bool IsNegation(Word word) => s_negations.Contains(word.Text);

    // As a word, one counts nothing: does one have to?
    private static HashSet<string> Figures(Word[] words) => [.. words.Where(word => word.IsNumber || (NumberWords.Contains(word.Text) && word.Text != "one")).Select(word => word.Text)];

    // The first word is a capital anyway.
    private static bool NamesStand(Word[] words, Word[] others) =>
        words.Skip(1).Where(word => word is { IsCapital: true, IsStop: false }).All(name => others.Any(other => other.Stem == name.Stem));

    private static List<string> Only(Word[] words, Word[] others) => [.. words.Select(word => word.Stem).Where(stem => others.All(other => other.Stem != stem)).Distinct()];

    private static bool AreOpposed(List<string> one, List<string> other) =>
        s_opposites.Any(pair => (one.Contains(pair.One) && other.Contains(pair.Other)) || (one.Contains(pair.Other) && other.Contains(pair.One)))
        || one.Any(word => other.Any(opposite => IsTurned(word, opposite) || IsTurned(opposite, word)));

    // Paid and unpaid; enable and disable.
    private static bool IsTurned(string word, string plain) => s_turning.Any(prefix =>
        word.StartsWith(prefix, StringComparison.Ordinal) && word.Length > prefix.Length + 2
        && (plain == word[prefix.Length..] || (plain.StartsWith("en", StringComparison.Ordinal) && plain[2..] == word[prefix.Length..])));

    private static double Covered(IReadOnlyList<Word> words, IReadOnlyList<Word> others) => words.Sum(word => others.Max(other => Alike(word, other)));

    private static double Alike(Word word, Word other)
    {
        if (word.Stem == other.Stem)
        {
            return 1;
        }

        var alike = Grams.Likeness(word.Lexeme, other.Lexeme);
        return alike >= LeastAlike ? Math.Sqrt(alike) : 0;
    }
}
