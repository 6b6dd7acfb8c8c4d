using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>Walks the syntax tree and writes the blocks it knows; every other block is written as its text.</summary>
internal sealed class BlockWriter(SafeMarkup html, InlineWriter inlines, int headingLevel)
{
    private const int DeepestNesting = 32;
    private int _depth;

    /// <summary>The level of the last heading written; the page's own heading of a message is level 2.</summary>
    public int HeadingLevel { get; private set; } = headingLevel;

    public void WriteAll(ContainerBlock container, bool tight = false)
    {
        if (++_depth > DeepestNesting)
            throw new InvalidOperationException("The blocks are nested too deeply.");
        foreach (var block in container)
            Write(block, tight);
        _depth--;
    }

    private void Write(Block block, bool tight)
    {
        switch (block)
        {
            case ParagraphBlock paragraph when tight: inlines.WriteAll(paragraph.Inline); break;
            case ParagraphBlock paragraph: WriteLeaf("p", paragraph); break;
            case HeadingBlock heading: WriteHeading(heading); break;
            case CodeBlock code: CodeBlockWriter.Write(html, code); break;
            case ThematicBreakBlock: html.Open("hr"); break;
            case QuoteBlock quote: WriteQuote(quote); break;
            case ListBlock list: WriteList(list); break;
            case Table table: new TableWriter(html, this).Write(table); break;
            case ContainerBlock container: WriteAll(container); break;
            case LeafBlock leaf: inlines.WriteAll(leaf.Inline); break;
            default: break;
        }
    }

    private void WriteLeaf(string tag, LeafBlock leaf)
    {
        html.Open(tag, ("dir", "auto"));
        inlines.WriteAll(leaf.Inline);
        html.Close(tag);
    }

    private void WriteHeading(HeadingBlock heading)
    {
        HeadingLevel = Math.Min(Math.Min(heading.Level + 2, HeadingLevel + 1), 6);
        WriteLeaf(string.Create(CultureInfo.InvariantCulture, $"h{HeadingLevel}"), heading);
    }

    private void WriteQuote(QuoteBlock quote)
    {
        html.Open("blockquote", ("dir", "auto"));
        WriteAll(quote);
        html.Close("blockquote");
    }

    private void WriteList(ListBlock list)
    {
        var tag = list.IsOrdered ? "ol" : "ul";
        var start = list.IsOrdered && int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first != 1
            ? first.ToString(CultureInfo.InvariantCulture)
            : null;
        html.Open(tag, ("dir", "auto"), ("start", start));
        foreach (var item in list.OfType<ListItemBlock>())
        {
            html.Open("li", ("dir", "auto"));
            WriteAll(item, tight: !list.IsLoose);
            html.Close("li");
        }

        html.Close(tag);
    }
}
