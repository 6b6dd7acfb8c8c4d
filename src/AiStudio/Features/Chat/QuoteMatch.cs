using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Chat;

/// <summary>
/// Where quoted words stand in a passage. Case, accents, punctuation and white space do not count; of five words and more, one in ten may differ or be
/// left out, but never a figure or a negation: a quote that turns the meaning round is not found.
/// </summary>
internal static class QuoteMatch
{
    private const int ShortestTolerant = 5;
    private const double Tolerance = 0.1;

    private static readonly HashSet<string> s_negations =
        ["no", "not", "never", "none", "nor", "without", "cannot", "t", "nicht", "kein", "keine", "keinen", "nie", "ohne", "pas", "jamais", "sans", "ni", "nunca", "sin"];

    /// <summary>The range of <paramref name="passage"/>, or null when the words do not stand there.</summary>
    public static Range? Find(string passage, string quote)
    {
        var (words, wanted) = (Words.Of(passage), Words.Of(quote));
        if (wanted.Length == 0)
            return null;
        var missing = wanted.Length < ShortestTolerant ? 0 : (int)(Tolerance * wanted.Length);
        for (var start = 0; start + wanted.Length - missing <= words.Length; start++)
        {
            if (End(words, start, wanted, missing) is { } end)
                return words[start].Start..words[end].End;
        }

        return null;
    }

    // The last word of the match that begins at start, when it is good enough.
    private static int? End(Word[] words, int start, Word[] wanted, int tolerance)
    {
        var (at, last, left) = (start, start, tolerance);
        for (var next = 0; next < wanted.Length; next++)
        {
            if (at < words.Length && words[at].Text == wanted[next].Text)
            {
                last = at++;
                continue;
            }

            if (next == 0 || --left < 0 || Weighs(wanted[next]) || (at < words.Length && Weighs(words[at])))
                return null;
            // Replaced, added by the quote, or left out by it: whichever brings the two together again.
            var (following, own) = (next + 1 < wanted.Length ? wanted[next + 1].Text : null, wanted[next].Text);
            if (at + 1 < words.Length && words[at + 1].Text == own)
                last = (at += 2) - 1;
            else if (at + 1 < words.Length && words[at + 1].Text == following)
                at++;
        }

        return last;
    }

    private static bool Weighs(Word word) => word.IsNumber || NumberWords.Contains(word.Text) || s_negations.Contains(word.Text);
}
