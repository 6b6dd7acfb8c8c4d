using System.Globalization;
using System.Text;

namespace AiStudio.Features.Evals.Checks;

/// <summary>Text as checks compare it: case and accents folded, white space collapsed.</summary>
internal static class FoldedText
{
    public static bool Contains(string text, string part) => Of(text).Contains(Of(part), StringComparison.Ordinal);

    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
                continue;
            if (Rune.IsWhiteSpace(rune))
            {
                gap = folded.Length > 0;
                continue;
            }

            if (gap)
                folded.Append(' ');
            gap = false;
            folded.Append(Rune.ToLowerInvariant(rune));
        }

        return folded.ToString();
    }
}
