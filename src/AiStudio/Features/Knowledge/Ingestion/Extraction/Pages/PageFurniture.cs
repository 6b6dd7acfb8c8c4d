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
        || (element.GetAttribute("style") is { } style && Hidden().IsMatch(style))
        || ((element.GetAttribute("class") ?? element.Id) is { } name && Named().IsMatch($"{name} {element.Id}"));

    // The header of an article has its title; that of a page has the logo.
    private static bool IsOuterHeader(IElement element) => element.LocalName == "header" && element.ParentElement?.LocalName is "body" or "div";

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(\.0*)?\s*(;|$)|font-size\s*:\s*0(px|pt|em|%)?\s*(;|$)|(left|top|text-indent)\s*:\s*-\d{3,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"(^|[\s_-])(navbox|navbar|nav|menu|breadcrumbs?|sidebar|cookie|banner|footer|pagination|share|social|advert|ads|promo|toc|noprint|mw-editsection|mw-jump-link|catlinks|printfooter|sr-only|visually-hidden)($|[\s_-])", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
