using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>What of a page is not its text, and what of it nobody sees.</summary>
internal static partial class PageFurniture
{
    public static bool Is(IElement element) =>
        element.LocalName is "script" or "style" or "noscript" or "template" or "nav" or "aside" or "svg" or "math" or "iframe" or "object" or "embed" or "button"
            or "select" or "input" or "textarea" or "head" or "footer" or "canvas" or "audio" or "video" or "dialog"
        || IsOuterHeader(element)
        || element.HasAttribute("hidden")
        || element.GetAttribute("aria-hidden") == "true"
        || element.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "search" or "complementary" or "menu" or "dialog"
        || (element.GetAttribute("style") is { } style && (HidingRules.Hides(style) || (White().IsMatch(style) && !HasGround(element))))
        || (element.LocalName == "font" && WhiteName().IsMatch(element.GetAttribute("color") ?? "") && !HasGround(element))
        || ((element.GetAttribute("class") ?? element.Id) is { } name && Named().IsMatch($"{name} {element.Id}"));

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

    [GeneratedRegex(@"(^|[\s_-])(navbox|navbar|nav|menu|breadcrumbs?|sidebar|cookie|banner|footer|pagination|share|social|advert|ads|promo|toc|noprint|mw-editsection|mw-jump-link|catlinks|printfooter|sr-only|visually-hidden)($|[\s_-])", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
