using Markdig.Syntax;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>
/// Text whose reading would cost more than linear time, found by counting before the reading starts. Measured on Markdig 1.6: a paragraph of
/// 100 KB takes 2.4 s when it is <c>[a](b</c> repeated, 0.4 s when it is <c>*a </c> repeated, and a header of 1,000 columns above short rows 30 s.
/// </summary>
internal static class MarkdownCost
{
    private const int MostBrackets = 1500;
    private const int MostEmphasisMarks = 3000;
    private const int MostAddresses = 1500;
    private const int MostCells = 10_000;

    public static bool IsTooHigh(ReadOnlySpan<char> source, Block block)
    {
        switch (block)
        {
            case CodeBlock:
                return false;
            case LeafBlock:
                return IsTooHigh(source[block.Span.Start..(block.Span.End + 1)]);
            case ContainerBlock container:
                foreach (var child in container)
                {
                    if (IsTooHigh(source, child))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }

    // What a paragraph holds; a table is still a paragraph at this point.
    private static bool IsTooHigh(ReadOnlySpan<char> text)
    {
        if (text.Count('[') > MostBrackets || text.Count('*') + text.Count('_') + text.Count('~') > MostEmphasisMarks)
            return true;
        if (text.Count("://") + text.Count("www.") > MostAddresses)
            return true;
        var (columns, lines) = (0, 0);
        foreach (var line in text.EnumerateLines())
        {
            columns = Math.Max(columns, line.Count('|'));
            lines++;
        }

        return (long)columns * lines > MostCells;
    }
}
