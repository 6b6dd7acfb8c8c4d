using System.Text.RegularExpressions;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>Reads the structure that a person sees: headings, paragraphs, tables, fenced code. Linear in the length of the text.</summary>
internal static partial class TextBlocks
{
    public static List<TextBlock> Read(string text, bool markdown)
    {
        var lines = Lines(text);
        var blocks = new List<TextBlock>();
        for (var i = 0; i < lines.Count;)
        {
            i = IsBlank(text, lines[i]) ? i + 1
                : markdown && Heading(text, lines, i, blocks, out var next) ? next
                : markdown && Fence(text, lines, i, blocks, out next) ? next
                : markdown && Table(text, lines, i, blocks, out next) ? next
                : Paragraph(text, lines, i, markdown, blocks);
        }

        return blocks;
    }

    private static List<(int Start, int End)> Lines(string text)
    {
        var lines = new List<(int, int)>();
        for (var start = 0; start <= text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            lines.Add((start, end));
            start = end + 1;
        }

        return lines;
    }

    private static ReadOnlySpan<char> Line(string text, (int Start, int End) line) => text.AsSpan(line.Start, line.End - line.Start);

    private static bool IsBlank(string text, (int Start, int End) line) => Line(text, line).IsWhiteSpace();

    private static bool Heading(string text, List<(int Start, int End)> lines, int i, List<TextBlock> blocks, out int next)
    {
        next = i + 1;
        var line = Line(text, lines[i]);
        var level = line.IndexOfAnyExcept('#');
        if (level is > 0 and <= 6 && line[level] is ' ' or '\t')
        {
            blocks.Add(new(TextBlockKind.Heading, lines[i].Start, lines[i].End, level));
            return true;
        }

        // Setext: one line of text over a line of = or -.
        if (i + 1 < lines.Count && !line.Contains('|') && Underline().IsMatch(Line(text, lines[i + 1])))
        {
            next = i + 2;
            blocks.Add(new(TextBlockKind.Heading, lines[i].Start, lines[i].End, text[lines[i + 1].Start] == '=' ? 1 : 2));
            return true;
        }

        return false;
    }

    private static bool Fence(string text, List<(int Start, int End)> lines, int i, List<TextBlock> blocks, out int next)
    {
        next = i + 1;
        var mark = FenceMark(Line(text, lines[i]));
        if (mark == '\0')
        {
            return false;
        }

        // An unclosed fence runs to the end, as renderers have it.
        while (next < lines.Count && FenceMark(Line(text, lines[next])) != mark)
        {
            next++;
        }

        next = Math.Min(next + 1, lines.Count);
        blocks.Add(new(TextBlockKind.Whole, lines[i].Start, lines[next - 1].End));
        return true;
    }

    private static char FenceMark(ReadOnlySpan<char> line)
    {
        var trimmed = line.TrimStart(' ');
        return trimmed.StartsWith("```") ? '`' : trimmed.StartsWith("~~~") ? '~' : '\0';
    }

    private static bool Table(string text, List<(int Start, int End)> lines, int i, List<TextBlock> blocks, out int next)
    {
        next = i + 1;
        if (next >= lines.Count || !Line(text, lines[i]).Contains('|') || !Delimiter().IsMatch(Line(text, lines[next])))
        {
            return false;
        }

        while (next < lines.Count && Line(text, lines[next]).Contains('|'))
        {
            next++;
        }

        blocks.Add(new(TextBlockKind.Whole, lines[i].Start, lines[next - 1].End));
        return true;
    }

    private static int Paragraph(string text, List<(int Start, int End)> lines, int i, bool markdown, List<TextBlock> blocks)
    {
        var next = i + 1;
        while (next < lines.Count && !IsBlank(text, lines[next]) && !(markdown && Opens(text, lines, next)))
        {
            next++;
        }

        var kind = markdown && Item().IsMatch(Line(text, lines[i])) ? TextBlockKind.List : TextBlockKind.Paragraph;
        blocks.Add(new(kind, lines[i].Start, lines[next - 1].End));
        return next;
    }

    private static bool Opens(string text, List<(int Start, int End)> lines, int i)
    {
        var line = Line(text, lines[i]);
        var level = line.IndexOfAnyExcept('#');
        return (level is > 0 and <= 6 && line[level] is ' ' or '\t')
            || FenceMark(line) != '\0'
            || (i + 1 < lines.Count && line.Contains('|') && Delimiter().IsMatch(Line(text, lines[i + 1])));
    }

    [GeneratedRegex(@"^ {0,3}([-*+]|\d{1,9}[.)])[ \t]", RegexOptions.NonBacktracking)]
    private static partial Regex Item();

    [GeneratedRegex(@"^(=+|-{2,})[ \t]*$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Delimiter();
}
