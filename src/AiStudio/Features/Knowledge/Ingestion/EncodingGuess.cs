using System.Globalization;
using System.Text;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>
/// Tells apart the encodings from before Unicode. Each reads the bytes its own way; the right one gives whole words of one script, in the
/// letters that people use most, and the wrong ones give strange letters side by side.
/// </summary>
internal static class EncodingGuess
{
    // A beginning is enough to tell by, and a line may be cut there in the middle of a character.
    private const int Sample = 20_000;

    private static readonly (string Name, Script Script)[] s_candidates =
    [
        ("windows-1252", Script.Latin), ("windows-1250", Script.Latin), ("windows-1254", Script.Latin), ("windows-1251", Script.Cyrillic), ("koi8-r", Script.Cyrillic),
        ("windows-1253", Script.Greek), ("windows-1255", Script.Hebrew), ("windows-1256", Script.Arabic), ("windows-874", Script.Thai),
        ("big5", Script.Han), ("gb18030", Script.Han), ("shift_jis", Script.Kana), ("euc-jp", Script.Kana), ("euc-kr", Script.Hangul),
    ];

    private enum Script
    {
        Latin,
        Cyrillic,
        Greek,
        Hebrew,
        Arabic,
        Thai,
        Han,
        Kana,
        Hangul,
        Other,
    }

    public static Encoding Of(ReadOnlySpan<byte> content, string? named)
    {
        var sample = content[..Math.Min(content.Length, Sample)];
        var best = (Score: double.MinValue, Name: "windows-1252");
        foreach (var (name, script) in s_candidates)
        {
            var hint = named is not null && name.Equals(named.Trim(), StringComparison.OrdinalIgnoreCase) ? 0.15 : 0;
            // The first of two that are equal: a later one must be clearly better.
            if (Score(sample, name, script) + hint is var score && score > best.Score + 0.01)
            {
                best = (score, name);
            }
        }

        return Get(best.Name);
    }

    private static Encoding Get(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name)!;

    private static double Score(ReadOnlySpan<byte> sample, string name, Script script)
    {
        var text = Get(name).GetString(sample);
        var (score, strange, before) = (0d, 0, ' ');
        foreach (var c in text)
        {
            if (!char.IsAscii(c))
            {
                strange++;
                score += Worth(c, before, script);
            }
            else if (char.IsAsciiLetter(c) && !char.IsAscii(before) && ScriptOf(before) is not (Script.Latin or Script.Other))
            {
                score -= 0.7;
            }

            before = c;
        }

        // Hebrew's letters are bytes that small letters of Cyrillic and Greek have too; but text in those never does without all the others.
        var narrow = script == Script.Hebrew && strange > 20 && !sample.ContainsAnyInRange((byte)0xC0, (byte)0xDF) && !sample.ContainsAnyInRange((byte)0xFB, (byte)0xFF) ? 0.5 : 0;
        return strange == 0 ? 0 : (score / strange) + Common(sample, name) + narrow;
    }

    private static double Worth(char c, char before, Script expected)
    {
        if (c == '\uFFFD' || (c >= '\u0080' && c <= '\u009F') || char.GetUnicodeCategory(c) == UnicodeCategory.PrivateUse)
        {
            return -5;
        }

        var script = ScriptOf(c);
        if (script == Script.Other)
        {
            // Quotation marks and dashes are common, fractions and box lines are not.
            return c is '“' or '”' or '‘' or '’' or '„' or '«' or '»' or '–' or '—' or '…' or '€' or '§' or '°' or '、' or '。' or '，' or '「' or '」' or '\u00A0' ? 0.6 : -0.4;
        }

        var fits = script == expected || (expected == Script.Kana && script == Script.Han);
        var worth = fits ? 0.8 : -1;
        if (expected is Script.Latin)
        {
            worth -= !char.IsAscii(before) && char.IsLetter(before) ? 1.2 : 0;
            worth += c is >= '\u00C0' and <= '\u00FF' and not ('ð' or 'þ' or 'Ð' or 'Þ' or '×' or '÷') ? 0.1 : 0;
            worth -= char.IsUpper(c) && char.IsLower(before) ? 0.7 : 0;
        }
        else if (expected is not (Script.Han or Script.Kana or Script.Hangul))
        {
            worth += fits && ScriptOf(before) == expected ? 0.2 : 0;
            worth -= char.IsAsciiLetter(before) ? 0.7 : 0;
            worth -= char.IsUpper(c) && char.IsLower(before) ? 0.7 : 0;
        }

        return worth;
    }

    /// <summary>How many of the characters of two bytes are of those that a language uses all the time, which stand in the first rows of its table.</summary>
    private static double Common(ReadOnlySpan<byte> sample, string name)
    {
        (byte First, byte Last, byte Marks) rows = name switch
        {
            "big5" => (0xA4, 0xC6, 0xA1),
            "gb18030" => (0xB0, 0xD7, 0xA3),
            "shift_jis" => (0x82, 0x97, 0x81),
            "euc-jp" => (0xA4, 0xCF, 0xA1),
            "euc-kr" => (0xB0, 0xC8, 0xA1),
            _ => default,
        };
        if (rows.First == 0)
        {
            return 0;
        }

        int common = 0, all = 0;
        for (var i = 0; i + 1 < sample.Length; i++)
        {
            if (sample[i] >= 0x80)
            {
                all++;
                common += (sample[i] >= rows.First && sample[i] <= rows.Last) || sample[i] == rows.Marks ? 1 : 0;
                i++;
            }
        }

        // The rows of Korean lie within those of Chinese: where they are enough, they are right.
        return all == 0 ? 0 : ((name == "euc-kr" ? 0.68 : 0.6) * common / all) - 0.35;
    }

    private static Script ScriptOf(char c) => c switch
    {
        _ when !char.IsLetter(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) => Script.Other,
        < '\u0250' => Script.Latin,
        >= '\u0370' and <= '\u03FF' => Script.Greek,
        >= '\u0400' and <= '\u052F' => Script.Cyrillic,
        >= '\u0590' and <= '\u05FF' => Script.Hebrew,
        >= '\u0600' and <= '\u06FF' => Script.Arabic,
        >= '\u0E00' and <= '\u0E7F' => Script.Thai,
        >= '\u3040' and <= '\u30FF' => Script.Kana,
        >= '\u4E00' and <= '\u9FFF' => Script.Han,
        >= '\uAC00' and <= '\uD7A3' => Script.Hangul,
        _ => Script.Other,
    };
}
