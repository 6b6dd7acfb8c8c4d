using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>Markdown of a model as safe HTML. It never throws and its cost is linear: what it cannot read well it shows as plain text.</summary>
internal static class MarkdownRenderer
{
    public const int MessageHeadingLevel = 2;

    /// <summary>A finished text, block by block.</summary>
    public static IReadOnlyList<RenderedBlock> Render(string text, CitationMarks marks)
    {
        var level = MessageHeadingLevel;
        var blocks = new List<RenderedBlock>();
        foreach (var slice in BlockSplitter.Split(text))
        {
            var block = RenderBlock(text.Substring(slice.Start, slice.Length), slice.Plain, marks, level);
            level = block.HeadingLevel;
            blocks.Add(block);
        }

        return blocks;
    }

    /// <summary>One block. With <paramref name="unfinished"/> its text may still grow, and what looks like half a link stays text.</summary>
    public static RenderedBlock RenderBlock(string text, bool plain, CitationMarks marks, int headingLevel, bool unfinished = false)
    {
        if (plain)
            return Plain(text, headingLevel);
        try
        {
            var document = Markdown.Parse(text, MarkdownPipelines.Full);
            var html = new SafeMarkup();
            var blocks = new BlockWriter(html, new InlineWriter(html, marks, unfinished ? LastInline(document) : null), headingLevel);
            blocks.WriteAll(document);
            return new RenderedBlock(html.ToMarkup(), blocks.HeadingLevel);
        }
        catch (Exception ex) when (ex is not OutOfMemoryException)
        {
            // A page must survive whatever a model writes; the reader still gets the words.
            return Plain(text, headingLevel);
        }
    }

    private static RenderedBlock Plain(string text, int headingLevel) =>
        new(new SafeMarkup().Open("p", ("class", "plain"), ("dir", "auto")).Text(text).Close("p").ToMarkup(), headingLevel);

    private static Inline? LastInline(MarkdownDocument document)
    {
        Block? block = document;
        while (block is ContainerBlock container)
            block = container.LastChild;
        var inline = (block as LeafBlock)?.Inline?.LastChild;
        while (inline is ContainerInline { LastChild: { } last } and not LinkInline)
            inline = last;
        return inline;
    }
}
