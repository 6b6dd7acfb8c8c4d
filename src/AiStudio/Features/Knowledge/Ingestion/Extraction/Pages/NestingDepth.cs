using System.Text.RegularExpressions;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>How deep the elements of a page nest, at a glance: such depth costs a parser quadratic time, so it is looked for before.</summary>
internal static partial class NestingDepth
{
    public static int Of(string html)
    {
        int depth = 0, deepest = 0, drawings = 0;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            if (html.AsSpan(at).StartsWith("<!--"))
            {
                at = After(html, "-->", at);
                continue;
            }

            var tag = Tag().Match(html, at, Math.Min(12, html.Length - at)).Groups["name"].Value.ToLowerInvariant();
            var closes = html[at + 1] == '/';
            if (tag is "svg" or "math")
            {
                drawings = Math.Max(0, drawings + (closes ? -1 : 1));
            }

            if (closes)
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (tag is "script" or "style" or "textarea" or "title")
            {
                // What looks like an element in there is text.
                at = After(html, $"</{tag}", at);
            }
            // Only in drawings does an element end with its own slash.
            else if (tag.Length > 0 && !IsNeverClosed(tag) && !(drawings > 0 && IsSelfClosed(html, at)))
            {
                deepest = Math.Max(deepest, ++depth);
            }
        }

        return deepest;
    }

    // The end of the page when there is no such end.
    private static int After(string html, string end, int at) => html.IndexOf(end, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var found ? found : html.Length - 1;

    private static bool IsSelfClosed(string html, int at) => html.IndexOf('>', at) is > 0 and var end && html[end - 1] == '/';

    private static bool IsNeverClosed(string tag) => tag is "area" or "base" or "br" or "col" or "embed" or "hr" or "img" or "input" or "link" or "meta" or "source" or "track" or "wbr"
        or "p" or "li" or "dt" or "dd" or "option" or "tr" or "td" or "th" or "tbody" or "thead" or "tfoot";

    [GeneratedRegex(@"\A</?(?<name>[A-Za-z][A-Za-z0-9]*)")]
    private static partial Regex Tag();
}
