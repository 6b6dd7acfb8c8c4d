using System.Globalization;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>
/// Words for comparing, of any language: runs of letters and digits in lower case with light stemming;
/// in scripts that put no spaces between words, pairs of neighbouring characters.
/// </summary>
internal static class Words
{
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (IsUnspaced(text[i]))
            {
                var end = i + 1;
                while (end < text.Length && IsUnspaced(text[end]))
                    end++;
                AddPairs(words, text[i..end]);
                i = end;
            }
            else if (IsWordPart(text[i]))
            {
                var end = i + 1;
                while (end < text.Length && IsWordPart(text[end]) && !IsUnspaced(text[end]))
                    end++;
                words.Add(Stem(text[i..end].ToLowerInvariant()));
                i = end;
            }
            else
            {
                i++;
            }
        }

        return words;
    }

    /// <summary>Takes the commonest endings off, so that "stores", "stored" and "storing" meet.</summary>
    public static string Stem(string word)
    {
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^3] + "y";
        if (word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i'))
            word = word[..^1];
        if (word.Length > 5 && word.EndsWith("ing", StringComparison.Ordinal))
            word = Undouble(word[..^3]);
        else if (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal))
            word = Undouble(word[..^2]);
        return word.Length > 3 && word[^1] == 'e' ? word[..^1] : word;
    }

    private static string Undouble(string stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'z') ? stem[..^1] : stem;

    private static void AddPairs(List<string> words, string run)
    {
        if (run.Length == 1)
            words.Add(run);
        for (var i = 0; i + 1 < run.Length; i++)
            words.Add(run.Substring(i, 2));
    }

    private static bool IsWordPart(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsUnspaced(char character) =>
        character is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u4dbf') or (>= '\u4e00' and <= '\u9fff') or (>= '\u0e00' and <= '\u0e7f');
}
