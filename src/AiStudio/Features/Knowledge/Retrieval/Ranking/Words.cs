using System.Globalization;
using System.Text;

namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Takes texts apart into words and sentences.</summary>
internal static class Words
{
    public static Word[] Of(string text)
    {
        var words = new List<Word>(text.Length / 6);
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || char.GetUnicodeCategory(text[at]) == UnicodeCategory.NonSpacingMark))
            {
                at++;
            }

            var lexeme = Vocabulary.Of(text.AsSpan(start, at - start));
            if (lexeme.Text.Length > 0)
            {
                words.Add(new Word(lexeme, start, at, char.IsUpper(text[start])));
            }
        }

        return [.. words];
    }

    /// <summary>Lower case, without accents.</summary>
    public static string Fold(string word)
    {
        if (Ascii.IsValid(word))
        {
            return word.ToLowerInvariant();
        }

        var plain = new StringBuilder(word.Length);
        foreach (var character in word.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.ToLowerInvariant(character));
            }
        }

        return plain.ToString();
    }

    /// <summary>The sentences, as ranges of <paramref name="words"/>.</summary>
    public static List<Range> Sentences(string text, Word[] words)
    {
        var sentences = new List<Range>();
        var from = 0;
        for (var at = 0; at < words.Length; at++)
        {
            if (at == words.Length - 1 || EndsAfter(text, words, at))
            {
                sentences.Add(from..(at + 1));
                from = at + 1;
            }
        }

        return sentences;
    }

    // An initial ends no sentence, and a new one begins with a capital or a figure.
    private static bool EndsAfter(string text, Word[] words, int at)
    {
        var gap = text.AsSpan(words[at].End, words[at + 1].Start - words[at].End);
        return gap.Contains("\n\n", StringComparison.Ordinal)
            || (gap.IndexOfAny(".?!\n") >= 0 && (gap.IndexOfAny(" \n\"") >= 0)
                && (words[at + 1].IsCapital || words[at + 1].IsNumber) && words[at].Text.Length > 1);
    }
}
