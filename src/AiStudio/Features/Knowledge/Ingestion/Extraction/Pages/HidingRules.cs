using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>Which elements the style sheets inside a page hide, as far as plain selectors say so: a tag, a class, an id, or a tag with one of them.</summary>
internal sealed partial class HidingRules
{
    private readonly HashSet<string> _selectors = new(StringComparer.OrdinalIgnoreCase);

    public HidingRules(IDocument document)
    {
        foreach (var sheet in document.QuerySelectorAll("style"))
        {
            // What is inside a media query is for print or for a width.
            foreach (Match rule in Rule().Matches(Media().Replace(Comment().Replace(sheet.TextContent, ""), "")))
            {
                if (Hides(rule.Groups["body"].Value))
                {
                    _selectors.UnionWith(rule.Groups["selectors"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(selector => Plain().IsMatch(selector)));
                }
            }
        }
    }

    public bool Hide(IElement element) => _selectors.Count > 0 && Names(element).Any(_selectors.Contains);

    /// <summary>Whether declarations keep what they are about from being seen.</summary>
    public static bool Hides(string declarations) => Hidden().IsMatch(declarations);

    private static IEnumerable<string> Names(IElement element)
    {
        foreach (var name in element.ClassList.Select(one => '.' + one).Append(element.Id is { } id ? '#' + id : ""))
        {
            yield return name;
            yield return element.LocalName + name;
        }
    }

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0?(\.0*)?\s*(!important)?\s*(;|$)|font-size\s*:\s*0?(\.\d+)?(px|pt|em|rem|%)?\s*(!important)?\s*(;|$)|font-size\s*:\s*[12](px|pt)|(left|top|text-indent|margin-left)\s*:\s*-\d{3,}|clip-path\s*:\s*inset\(\s*(50|100)%|clip\s*:\s*rect\(\s*0", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"(?<selectors>[^{}]+)\{(?<body>[^{}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Rule();

    [GeneratedRegex(@"@[a-z-]+[^{};]*\{([^{}]*\{[^{}]*\})*[^{}]*\}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Media();

    [GeneratedRegex(@"/\*[^*]*\*+([^/*][^*]*\*+)*/", RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[a-z0-9]*([.#][\w-]+)?$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
