using System.Globalization;
using System.Text;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>Makes a name that is safe to show and to store out of whatever a client called its file.</summary>
internal static class DocumentName
{
    private const int MaximumLength = 200;

    /// <summary>The name of a file in a folder that was added as a whole: its folders become part of it, since two of them may each have a <c>README.md</c>.</summary>
    public static string OfPath(string path)
    {
        var parts = path.Split('/', '\\').Select(Clean).Where(part => part.Trim('.').Length > 0).ToList();
        return Clean(string.Join(' ', parts));
    }

    /// <summary>The last part of a path, without controls, direction marks and runs of blanks; empty when nothing is left.</summary>
    public static string Clean(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            // A lone surrogate arrives here as U+FFFD.
            if (Rune.IsWhiteSpace(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                }
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(rune.ToString());
            }
        }

        var result = clean.ToString().Normalize(NormalizationForm.FormC).Trim(' ');
        return result.Length <= MaximumLength ? result : Shorten(result);
    }

    /// <summary>What the document is called inside its chunks: <c>travel-policy_2026.md</c> is "travel policy 2026".</summary>
    public static string TitleOf(string name) => Path.GetFileNameWithoutExtension(name).Replace('-', ' ').Replace('_', ' ').Trim();

    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name) is { Length: <= 10 } short10 ? short10 : "";
        var end = MaximumLength - extension.Length;
        return name[..(char.IsHighSurrogate(name[end - 1]) ? end - 1 : end)] + extension;
    }
}
