using Markdig.Parsers;
using Markdig.Syntax;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>
/// Paragraphs without reference definitions and without underlined headings. A definition like <c>[1]: https://…</c> would turn a citation
/// marker into a link of the model's choice, would make a block depend on text that arrives later, and hides text; a dashed line below a
/// paragraph is far more often a rule, and would make streamed text jump.
/// </summary>
internal sealed class TextParagraphParser : ParagraphBlockParser
{
    public TextParagraphParser() => ParseSetextHeadings = false;

    public override bool Close(BlockProcessor processor, Block block)
    {
        if (block is not ParagraphBlock paragraph)
            return true;
        ref var lines = ref paragraph.Lines;
        if (lines.Count == 0)
            return false;
        for (var i = 0; i < lines.Count; i++)
            lines.Lines[i].Slice.TrimStart();
        lines.Lines[lines.Count - 1].Slice.TrimEnd();
        return true;
    }
}
