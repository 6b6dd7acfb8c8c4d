namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Porter's stemmer for words of plain letters; others stay as they are. What it does to other languages, it does to both sides alike.</summary>
internal static class Stemmer
{
    private static readonly (string Ending, string Instead)[] s_double =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Ending, string Instead)[] s_single =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] s_last =
        ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"];

    public static string Stem(string word)
    {
        if (word.Length <= 2 || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            return word;
        }

        word = Participle(Plural(word));
        if (word.EndsWith('y') && HasVowel(word.AsSpan()[..^1]))
        {
            word = word[..^1] + "i";
        }

        return Tidy(Last(Replace(Replace(word, s_double), s_single)));
    }

    private static string Plural(string word) =>
        word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
        : word;

    private static string Participle(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word.AsSpan()[..^3]) > 0 ? word[..^1] : word;
        }

        var cut = word.EndsWith("ed", StringComparison.Ordinal) ? 2 : word.EndsWith("ing", StringComparison.Ordinal) ? 3 : 0;
        if (cut == 0 || !HasVowel(word.AsSpan()[..^cut]))
        {
            return word;
        }

        word = word[..^cut];
        return word.EndsWith("at", StringComparison.Ordinal) || word.EndsWith("bl", StringComparison.Ordinal) || word.EndsWith("iz", StringComparison.Ordinal) ? word + "e"
            : word.Length > 1 && word[^1] == word[^2] && !IsVowel(word, word.Length - 1) && word[^1] is not ('l' or 's' or 'z') ? word[..^1]
            : Measure(word) == 1 && IsShort(word) ? word + "e"
            : word;
    }

    private static string Replace(string word, (string Ending, string Instead)[] endings)
    {
        foreach (var (ending, instead) in endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal) && Measure(word.AsSpan()[..^ending.Length]) > 0)
            {
                return word[..^ending.Length] + instead;
            }
        }

        return word;
    }

    private static string Last(string word)
    {
        foreach (var ending in s_last)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal) && (ending != "ion" || word[..^3] is [.., 's' or 't']))
            {
                return Measure(word.AsSpan()[..^ending.Length]) > 1 ? word[..^ending.Length] : word;
            }
        }

        return word;
    }

    private static string Tidy(string word)
    {
        if (word.EndsWith('e'))
        {
            var measure = Measure(word.AsSpan()[..^1]);
            if (measure > 1 || (measure == 1 && !IsShort(word.AsSpan()[..^1])))
            {
                word = word[..^1];
            }
        }

        return word.EndsWith("ll", StringComparison.Ordinal) && Measure(word) > 1 ? word[..^1] : word;
    }

    private static bool IsVowel(ReadOnlySpan<char> word, int at) =>
        word[at] is 'a' or 'e' or 'i' or 'o' or 'u' || (word[at] == 'y' && at > 0 && !IsVowel(word, at - 1));

    private static bool HasVowel(ReadOnlySpan<char> word)
    {
        for (var at = 0; at < word.Length; at++)
        {
            if (IsVowel(word, at))
            {
                return true;
            }
        }

        return false;
    }

    // How many times vowels are followed by consonants.
    private static int Measure(ReadOnlySpan<char> word)
    {
        var (count, afterVowel) = (0, false);
        for (var at = 0; at < word.Length; at++)
        {
            var vowel = IsVowel(word, at);
            count += afterVowel && !vowel ? 1 : 0;
            afterVowel = vowel;
        }

        return count;
    }

    private static bool IsShort(ReadOnlySpan<char> word) =>
        word.Length >= 3 && !IsVowel(word, word.Length - 1) && IsVowel(word, word.Length - 2) && !IsVowel(word, word.Length - 3) && word[^1] is not ('w' or 'x' or 'y');
}
