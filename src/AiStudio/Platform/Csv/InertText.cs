using System.Text.RegularExpressions;

namespace AiStudio.Platform.Csv;

/// <summary>Text that a spreadsheet shows and does not calculate.</summary>
internal static partial class InertText
{
    /// <summary>
    /// An apostrophe goes in front of what would begin a formula: at the start of a cell, and after what a spreadsheet of another country takes for the end of one.
    /// </summary>
    public static string Of(string text)
    {
        var inert = Formula().Replace(text, "$1'$2");
        return inert is ['\t' or '\r' or '\n', ..] ? $"'{inert}" : inert;
    }

    // Also behind blanks and what cannot be seen, and in full width: some programs drop or fold these before they look.
    [GeneratedRegex(@"(^|[;\t\r\n])([\s\p{Cf}\p{Cc}-[;\t\r\n]]*[=+\-@＝＋－＠])", RegexOptions.CultureInvariant)]
    private static partial Regex Formula();
}
