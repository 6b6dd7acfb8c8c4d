namespace AiStudio.Features.Chat.Rendering;

/// <summary>Lines that open quotes and lists inside each other without end, such as a thousand <c>&gt;</c> or <c>1. 1. 1. …</c>.</summary>
internal static class MarkdownNesting
{
    private const int Deepest = 64;

    /// <summary>Where the first such line begins, or the length of the text.</summary>
    public static int FirstEndlessLine(ReadOnlySpan<char> text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf('\n');
            var end = length < 0 ? text.Length : start + length;
            if (Depth(text[start..end]) > Deepest)
                return start;
            start = end + 1;
        }

        return text.Length;
    }

    private static int Depth(ReadOnlySpan<char> line)
    {
        var depth = 0;
        for (var i = 0; i < line.Length && depth <= Deepest; i++)
        {
            if (line[i] == '>')
                depth++;
            else if (line[i] is '-' or '*' or '+' or '.' or ')')
                depth += i + 1 < line.Length && line[i + 1] is (' ' or '\t') ? 1 : 0;
            else if (line[i] is not (' ' or '\t' or '\r') && !char.IsAsciiDigit(line[i]))
                break;
        }

        return depth;
    }
}
