using System.Text;

namespace AiStudio.Features.Chat.Turns;

/// <summary>
/// What a text says in somebody's own words: what stands between quotation marks (English, German, French, Chinese, Japanese), and what stands in a block quote.
/// </summary>
internal static class Quotations
{
    private const int Shortest = 3;

    /// <summary>In their order. A block quote with quotation marks in it gives what they enclose, without what stands around them.</summary>
    public static IEnumerable<string> Read(string text)
    {
        var lines = text.Split('\n');
        for (int from = 0, to; from < lines.Length; from = to)
        {
            var isBlock = IsBlockQuote(lines[from]);
            to = from + 1;
            while (to < lines.Length && IsBlockQuote(lines[to]) == isBlock)
                to++;
            var run = lines[from..to];
            var enclosed = Enclosed(string.Join('\n', isBlock ? run.Select(WithoutMark) : run)).ToList();
            foreach (var words in enclosed.Count == 0 && isBlock ? Items(run) : enclosed)
                yield return words;
        }
    }

    /// <summary>A line without the mark of a block quote or of a list item.</summary>
    public static string WithoutMark(string line) => line.TrimStart('>', '-', '*', ' ').Trim();

    private static bool IsBlockQuote(string line) => line.AsSpan().TrimStart(' ') is ['>', ..];

    // Each item of a list is a quotation of its own, and a line that begins with a dash names the source.
    private static IEnumerable<string> Items(IEnumerable<string> lines)
    {
        var item = new StringBuilder();
        foreach (var line in lines.Select(line => line.TrimStart(' ', '>')).Where(line => line is not ['—' or '–', ..]))
        {
            if (line.Trim().Length == 0 || line is ['-' or '*', ' ', ..])
            {
                if (item.Length >= Shortest)
                    yield return item.ToString();
                item.Clear();
            }

            item.Append(item.Length > 0 ? " " : "").Append(WithoutMark(line));
        }

        if (item.Length >= Shortest)
            yield return item.ToString();
    }

    private static IEnumerable<string> Enclosed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (Closing(text[at]) is not { } closing || (text[at] is '\'' or '‘' && at > 0 && char.IsLetterOrDigit(text[at - 1])) || End(text, at + 1, closing) is not { } end)
                continue;
            if (text[(at + 1)..end].Trim() is { Length: >= Shortest } words)
                yield return words;
            at = end;
        }
    }

    private static string? Closing(char opening) => opening switch
    {
        '"' => "\"",
        '“' => "”",
        '„' => "“”",
        '«' => "»",
        '»' => "«",
        '‘' => "’",
        '\'' => "'",
        '「' => "」",
        '『' => "』",
        _ => null,
    };

    // Not over the end of a paragraph, and an apostrophe within a word closes nothing.
    private static int? End(string text, int from, string closing)
    {
        for (var at = from; at < text.Length && !(text[at] == '\n' && at + 1 < text.Length && text[at + 1] == '\n'); at++)
        {
            if (closing.Contains(text[at]) && !(text[at] is '\'' or '’' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1])))
                return at;
        }

        return null;
    }
}
