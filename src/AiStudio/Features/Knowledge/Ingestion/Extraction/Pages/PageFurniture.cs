using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>What of a page is not its text, and what of it nobody sees.</summary>
internal static partial class PageFurniture
{
    private static readonly FrozenSet<string> s_names =
        new[] { "navbox", "navbar", "nav", "menu", "breadcrumb", "breadcrumbs", "sidebar", "cookie", "cookies", "banner", "footer", "pagination", "share", "social", "advert", "ads", "promo", "toc", "noprint", "catlinks", "printfooter" }
            .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_wholeNames = new[] { "mw-editsection", "mw-jump-link", "sr-only", "visually-hidden" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_layout =
        new[] { "no", "not", "without", "with", "has", "is", "hide", "hidden", "show", "layout", "under", "below", "beside" }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Is(IElement element) =>
        element.LocalName is "script" or "style" or "noscript" or "template" or "nav" or "aside" or "svg" or "math" or "iframe" or "object" or "embed" or "button"
            or "select" or "input" or "textarea" or "head" or "footer" or "canvas" or "audio" or "video" or "dialog"
        || IsOuterHeader(element)
        || element.HasAttribute("hidden")
        || element.GetAttribute("aria-hidden") == "true"
        || element.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "search" or "complementary" or "menu" or "dialog"
        || (element.GetAttribute("style") is { } style && (HidingRules.Hides(style) || (White().IsMatch(style) && !HasGround(element))))
        || (element.LocalName == "font" && WhiteName().IsMatch(element.GetAttribute("color") ?? "") && !HasGround(element))
        || (!IsRoot(element) && (element.ClassList.Any(IsNamed) || (element.Id is { } id && IsNamed(id))));

    // What a theme says of the whole page, as that it has a sidebar, it says there.
    private static bool IsRoot(IElement element) => element.LocalName is "html" or "body" or "main" or "article" || element.GetAttribute("role") == "main" || element.Id is "content";

    // "site-footer" is one, "no-sidebar" and "with-sidebar" are not: such a name says how something is laid out.
    private static bool IsNamed(string name)
    {
        var words = name.ToLowerInvariant().Split(['-', '_'], StringSplitOptions.RemoveEmptyEntries);
        return s_wholeNames.Contains(name.ToLowerInvariant()) || (words is [.., var last] && s_names.Contains(last) && !words.Any(s_layout.Contains));
    }

    // The header of an article has its title; that of a page has the logo.
    private static bool IsOuterHeader(IElement element) => element.LocalName == "header" && element.ParentElement?.LocalName is "body" or "div";

    // White letters on a ground of their own are read; on the page's white they are not. What a class says is not known here, so it may be a ground.
    private static bool HasGround(IElement element)
    {
        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (at.HasAttribute("class") || at.HasAttribute("bgcolor") || (at.GetAttribute("style") is { } style && Ground().IsMatch(style) && !WhiteGround().IsMatch(style)))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"(^|[;\s])color\s*:\s*(white|#fff(fff)?|#fefefe|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]*\)|transparent)\s*(!important)?\s*(;|$)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex White();

    [GeneratedRegex(@"^\s*(white|#?fff(fff)?|#?fefefe)\s*$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex WhiteName();

    [GeneratedRegex(@"background(-color|-image)?\s*:\s*([^;]*url|[^;]*gradient|#?[a-z0-9(])", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Ground();

    [GeneratedRegex(@"background(-color)?\s*:\s*(white|#fff(fff)?|transparent|none)\s*(!important)?\s*(;|$)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex WhiteGround();
}
