using System.Globalization;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>Where a long stretch of text may be cut, and how long it is. A word is a run of letters; a Chinese, Japanese or Korean character counts as one.</summary>
internal static class TextCuts
{
    // A "word" without end (base64, a minified line) is as expensive as many.
    private const int LongestWord = 40;

    public static int CountWords(ReadOnlySpan<char> text)
    {
        var words = 0;
        var run = 0;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                run = 0;
            }
            else if (IsIdeograph(c) || run++ % LongestWord == 0)
            {
                words++;
            }
        }

        return words;
    }

    /// <summary>Cuts <c>text[start..end]</c> into pieces of at most <paramref name="maximum"/> words: at sentences or lines if it can, at blanks if it must, anywhere as a last resort.</summary>
    public static IEnumerable<(int Start, int End)> Cut(string text, int start, int end, int maximum)
    {
        while (true)
        {
            while (start < end && char.IsWhiteSpace(text[start]))
            {
                start++;
            }

            if (start >= end)
            {
                yield break;
            }

            var cut = NextCut(text, start, end, maximum);
            var last = cut;
            while (last > start && char.IsWhiteSpace(text[last - 1]))
            {
                last--;
            }

            yield return (start, last);
            start = cut;
        }
    }

    /// <summary>Where the last <paramref name="words"/> words of <c>text[start..end]</c> begin, or the sentence after that if one does.</summary>
    public static int LastWords(string text, int start, int end, int words)
    {
        var at = end;
        for (var left = words; at > start && (left > 0 || !char.IsWhiteSpace(text[at - 1])); at--)
        {
            left -= char.IsWhiteSpace(text[at - 1]) || IsIdeograph(text[at - 1]) ? 1 : 0;
        }

        for (var i = at; i < end - 1; i++)
        {
            if (char.IsWhiteSpace(text[i]) && EndsSentence(text, start, i))
            {
                return i + 1;
            }
        }

        return char.IsLowSurrogate(text[at]) ? at + 1 : at;
    }

    private static int NextCut(string text, int start, int end, int maximum)
    {
        int words = 0, run = 0, sentence = -1, blank = -1;
        for (var i = start; i < end; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                run = 0;
                blank = i;
                sentence = EndsSentence(text, start, i) ? i : sentence;
            }
            else if (IsIdeograph(c) || run++ % LongestWord == 0)
            {
                if (++words > maximum)
                {
                    return sentence > start ? sentence : blank > start ? blank : Whole(text, i);
                }
            }

            if (c is '。' or '！' or '？')
            {
                sentence = i + 1;
            }
        }

        return end;
    }

    private static bool EndsSentence(string text, int start, int blank)
    {
        if (text[blank] == '\n' && blank + 1 < text.Length && (text[blank + 1] is '-' or '*' or '+' or '|' || char.IsDigit(text[blank + 1])))
        {
            return true;
        }

        var i = blank - 1;
        while (i > start && text[i] is '"' or '\'' or ')' or ']' or '”' or '’' or '»')
        {
            i--;
        }

        return i >= start && text[i] is '.' or '!' or '?';
    }

    private static int Whole(string text, int cut) => char.IsLowSurrogate(text[cut]) ? cut - 1 : cut;

    // The second half of a pair counts nothing, so that a character beyond the first plane is one.
    private static bool IsIdeograph(char c) =>
        c >= '\u2E80' && (c <= '\uD7FF' || c is >= '\uF900' and <= '\uFAFF' || char.IsHighSurrogate(c))
        && char.GetUnicodeCategory(c) is UnicodeCategory.OtherLetter or UnicodeCategory.Surrogate;
}
