using Markdig;
using Markdig.Syntax;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>
/// Cuts a text into its top-level blocks. Blocks are independent of each other (there are no definitions and no footnotes), so each may be
/// rendered alone, and one that has ended never changes again however the text goes on.
/// </summary>
internal static class BlockSplitter
{
    public const int LongestText = 256 * 1024;

    public static IReadOnlyList<BlockSlice> Split(string text)
    {
        if (text.Length > LongestText)
            return [new BlockSlice(0, text.Length, Plain: true)];
        // From a line that nests without end, the rest is text: reading it would take quadratic time.
        var readable = MarkdownNesting.FirstEndlessLine(text);
        return readable < text.Length
            ? [.. Parse(text[..readable]), new BlockSlice(readable, text.Length - readable, Plain: true)]
            : Parse(text);
    }

    private static List<BlockSlice> Parse(string text)
    {
        try
        {
            return Cut(text, Markdown.Parse(text, MarkdownPipelines.BlocksOnly));
        }
        catch (Exception ex) when (ex is not OutOfMemoryException)
        {
            // The parser refuses deep nesting by throwing.
            return [new BlockSlice(0, text.Length, Plain: true)];
        }
    }

    private static List<BlockSlice> Cut(string text, MarkdownDocument document)
    {
        var slices = new List<BlockSlice>(document.Count);
        for (var i = 0; i < document.Count; i++)
        {
            var start = i == 0 ? 0 : LineStart(text, document[i]);
            var end = i + 1 < document.Count ? LineStart(text, document[i + 1]) : text.Length;
            slices.Add(new BlockSlice(start, end - start, MarkdownCost.IsTooHigh(text, document[i])));
        }

        return slices;
    }

    private static int LineStart(string text, Block block) =>
        block.Span.Start == 0 ? 0 : text.AsSpan(0, block.Span.Start).LastIndexOfAny('\n', '\r') + 1;
}
