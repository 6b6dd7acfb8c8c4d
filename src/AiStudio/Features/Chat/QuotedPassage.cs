using System.Text.RegularExpressions;

namespace AiStudio.Features.Chat;

/// <summary>A passage to be read: in paragraphs and code, without the marks of code, cut where the quoted words begin and end. All of it stays text.</summary>
internal sealed partial record QuotedPassage(IReadOnlyList<QuotedPassage.Block> Blocks)
{
    /// <summary>A paragraph, or lines of code.</summary>
    internal sealed record Block(bool IsCode, IReadOnlyList<Run> Runs)
    {
        public bool IsQuoted => Runs.Any(run => run.IsQuoted);
    }

    internal sealed record Run(string Text, bool IsQuoted, bool IsCode);

    public static QuotedPassage Of(string passage, string? quote)
    {
        var quoted = QuotedWords.Find(passage, quote);
        var blocks = new List<Block>();
        var (begin, fence) = (0, '\0');
        for (var at = 0; at < passage.Length;)
        {
            var end = passage.IndexOf('\n', at) is >= 0 and var found ? found : passage.Length;
            var line = passage.AsSpan(at, end - at);
            var turns = fence == '\0' ? Opens(line) : Closes(line, fence) ? fence : '\0';
            if (turns != '\0' || (fence == '\0' && line.IsWhiteSpace()))
            {
                Add(blocks, passage, begin..at, quoted, fence != '\0');
                begin = Math.Min(end + 1, passage.Length);
            }

            if (turns != '\0')
                fence = fence == '\0' ? turns : '\0';
            at = end + 1;
        }

        Add(blocks, passage, begin..passage.Length, quoted, fence != '\0');
        return new QuotedPassage(blocks);
    }

    private static char Opens(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        return line.StartsWith("~~~") ? '~' : line.StartsWith("```") && !line.TrimStart('`').Contains('`') ? '`' : '\0';
    }

    private static bool Closes(ReadOnlySpan<char> line, char fence) => line.Trim() is { Length: >= 3 } marks && !marks.ContainsAnyExcept(fence);

    private static void Add(List<Block> blocks, string passage, Range range, Range quoted, bool fenced)
    {
        var (from, to) = (range.Start.Value, range.End.Value);
        while (to > from && passage[to - 1] is '\n' or '\r')
            to--;
        if (passage.AsSpan(from, to - from).IsWhiteSpace())
            return;
        var runs = new List<Run>();
        if (!fenced)
        {
            foreach (Match code in InlineCode().Matches(passage[from..to]))
            {
                var (start, words) = (range.Start.Value + code.Index, code.Groups["words"]);
                Cut(runs, passage, from..start, quoted, code: false);
                Cut(runs, passage, (range.Start.Value + words.Index)..(range.Start.Value + words.Index + words.Length), quoted, code: true);
                from = start + code.Length;
            }
        }

        Cut(runs, passage, from..to, quoted, code: false);
        blocks.Add(new Block(fenced, runs));
    }

    private static void Cut(List<Run> runs, string passage, Range range, Range quoted, bool code)
    {
        var (from, to) = (range.Start.Value, range.End.Value);
        var (start, end) = (Math.Clamp(quoted.Start.Value, from, to), Math.Clamp(quoted.End.Value, from, to));
        foreach (var (piece, isQuoted) in new[] { (from..start, false), (start..end, true), (end..to, false) })
        {
            if (piece.Start.Value < piece.End.Value)
                runs.Add(new Run(passage[piece], isQuoted, code));
        }
    }

    [GeneratedRegex("(?<!`)`(?<words>[^`\\n]+)`(?!`)")]
    private static partial Regex InlineCode();
}
