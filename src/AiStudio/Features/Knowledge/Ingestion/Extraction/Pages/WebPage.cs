using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>HTML without what surrounds the text: navigation, scripts, banners, hidden elements. Nothing of the page is fetched or run.</summary>
internal static class WebPage
{
    private const int Deepest = 3_000;

    public static ExtractedText Read(string html)
    {
        var composer = new TextComposer();
        Read(html, composer);
        return composer.Finish();
    }

    public static void Read(string html, TextComposer composer)
    {
        if (NestingDepth.Of(html) > Deepest)
        {
            throw new RefusedDocumentException("This page nests its elements deeper than any real page does, and cannot be read. Save its text alone, then add that.");
        }

        var document = new HtmlParser().ParseDocument(html);
        if (document.Title is { Length: > 0 } title && document.QuerySelector("h1") is null)
        {
            composer.Heading(1, title);
        }

        if (Content(document) is { } main)
        {
            Walk(main, new PageFlow(composer, new HidingRules(document)));
        }
    }

    private static IElement? Content(IDocument document) =>
        document.QuerySelector("main, [role=main]") ?? Single(document.QuerySelectorAll("article")) ?? document.QuerySelector("#mw-content-text, #content") ?? document.Body;

    private static IElement? Single(IHtmlCollection<IElement> found) => found.Length == 1 ? found[0] : null;

    // A loop and not a recursion: pages nest deeper than any stack.
    private static void Walk(IElement root, PageFlow flow)
    {
        INode node = root;
        while (true)
        {
            var entered = node is not IElement element || flow.Enter(element);
            if (node is IText text)
            {
                flow.Append(text.Data);
            }

            if (entered && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (true)
            {
                if (node is IElement left)
                {
                    flow.Leave(left);
                }

                if (node == root)
                {
                    flow.Flush();
                    return;
                }

                if (node.NextSibling is { } next)
                {
                    node = next;
                    break;
                }

                node = node.Parent!;
            }
        }
    }
}
