using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>
/// How like two questions are, so that the answer to one is the answer to the other. Words that turn a question round (a number, a name, a negation, an opposite)
/// must agree: vectors of "enable" and "disable" are neighbours.
/// </summary>
internal static class QuestionLikeness
{
    // Of words spelt nearly alike, such as a typing error; the share of common 4-grams is squared, as likeness falls off quickly.
    private const double LeastAlike = 0.5;

    private static readonly HashSet<string> s_negations =
    [
        "not", "no", "never", "without", "cannot", "nobody", "nothing", "none", "neither", "t", "except", "nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie",
        "niemals", "ohne", "außer", "ausser", "ne", "pas", "jamais", "sans", "aucun", "aucune", "nunca", "sin", "ningun",
    ];

    private static readonly (string One, string Other)[] s_opposites =
    [
        ("on", "off"), ("before", "after"), ("start", "stop"), ("add", "remov"), ("increas", "decreas"), ("rais", "lower"), ("open", "close"), ("allow", "forbid"),
        ("allow", "deni"), ("accept", "reject"), ("minimum", "maximum"), ("min", "max"), ("first", "last"), ("buy", "sell"), ("login", "logout"), ("in", "out"), ("import", "export"),
        ("upload", "download"), ("hire", "fire"), ("intern", "extern"), ("join", "leav"), ("more", "less"), ("more", "fewer"), ("least", "most"), ("below", "abov"), ("under", "over"),
        ("from", "to"), ("lock", "unlock"), ("create", "delet"), ("creat", "delet"), ("send", "receiv"), ("who", "when"), ("who", "where"), ("when", "where"), ("why", "how"),
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
        return one.Count + other.Count == 0 ? 0 : (Covered(one, other) + Covered(other, one)) / (one.Count + other.Count);
    }

    /// <summary>Words and vectors together. A hashed vector knows the same as the words do, so it says little; one of a trained model never outvotes words that have nothing in common.</summary>
    public static double Of(double words, double? cosine, bool isHashed) => cosine is not { } near
        ? words
        : isHashed ? (0.8 * words) + (0.2 * Math.Max(0, near)) : Math.Min((0.5 * words) + (0.5 * Math.Max(0, near)), words + 0.4);

    private static bool Turns(Question asked, Question known)
    {
        var (one, other) = (asked.Words, known.Words);
        return !Figures(one).SetEquals(Figures(other))
            || one.Any(IsNegation) != other.Any(IsNegation)
            || !NamesStand(one, other) || !NamesStand(other, one)
            || AreOpposed(Only(one, other), Only(other, one));
    }

    private static bool IsNegation(Word word) => s_negations.Contains(word.Text);

    private static HashSet<string> Figures(Word[] words) => [.. words.Where(word => word.IsNumber || NumberWords.Contains(word.Text)).Select(word => word.Text)];

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

        var alike = Grams.Likeness(Grams.Of(word.Text).ToHashSet(), other.Text);
        return alike >= LeastAlike ? alike * alike : 0;
    }
}
