using System.Globalization;
using System.Text;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>
/// What may reach a screen. Invisible instructions (Unicode tags), direction overrides that make text read as something else,
/// control characters and halves of surrogate pairs go; right-to-left text, joiners and direction isolates stay.
/// </summary>
internal static class VisibleText
{
    public static void AppendVisible(this StringBuilder target, ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsShown(rune))
                AppendEncoded(target, rune);
        }
    }

    private static bool IsShown(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => true,
        0x202D or 0x202E => false,
        >= 0xE0000 and <= 0xE007F => false,
        _ => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control,
    };

    private static void AppendEncoded(StringBuilder target, Rune rune)
    {
        switch (rune.Value)
        {
            case '&': target.Append("&amp;"); break;
            case '<': target.Append("&lt;"); break;
            case '>': target.Append("&gt;"); break;
            case '"': target.Append("&quot;"); break;
            case '\'': target.Append("&#39;"); break;
            default:
                Span<char> units = stackalloc char[2];
                target.Append(units[..rune.EncodeToUtf16(units)]);
                break;
        }
    }
}
