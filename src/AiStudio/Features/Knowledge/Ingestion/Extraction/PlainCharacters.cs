using System.Text;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>
/// Takes out of a text what a person cannot see but a model reads: tag characters, zero-width spaces, marks of direction, variation selectors
/// of the second kind, soft hyphens, controls. Half a pair becomes U+FFFD, as the database stores neither that nor NUL.
/// </summary>
internal static class PlainCharacters
{
    public static string Clean(string text)
    {
        var first = 0;
        while (first < text.Length && text[first] is (>= ' ' and < '\u007F') or '\n' or '\t')
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        clean.Append(text, 0, first);
        foreach (var rune in text.AsSpan(first).EnumerateRunes())
        {
            if (!IsHidden(rune.Value, clean))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static bool IsHidden(int value, StringBuilder before) => value switch
    {
        '\n' or '\t' => false,
        < ' ' or (>= 0x7F and <= 0x9F) => true,
        0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFEFF or 0xFFA0 => true,
        0x200B or 0x200E or 0x200F or (>= 0x180B and <= 0x180F) => true,
        // Joiners spell words in Persian and the scripts of India, and build emoji; after ASCII they only hide something.
        0x200C or 0x200D => before.Length == 0 || char.IsAscii(before[^1]),
        (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) or (>= 0xFFF9 and <= 0xFFFB) => true,
        (>= 0xE0000 and <= 0xE0FFF) or (>= 0x1D173 and <= 0x1D17A) => true,
        _ => false,
    };
}
