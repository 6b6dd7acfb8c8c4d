using System.Text;

namespace AiStudio.Features.Chat;

/// <summary>Text that PostgreSQL and every browser can hold: NUL and lone surrogates become U+FFFD, everything else stays.</summary>
internal static class CleanText
{
    private const char Replacement = '\uFFFD';

    public static string Of(string text)
    {
        StringBuilder? cleaned = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                cleaned ??= new StringBuilder(text);
                cleaned[i] = Replacement;
            }
        }

        return cleaned?.ToString() ?? text;
    }
}
