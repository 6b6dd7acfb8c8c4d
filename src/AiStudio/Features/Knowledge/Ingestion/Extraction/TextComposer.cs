using System.Text;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>Puts a document's text together block by block, within limits.</summary>
internal sealed class TextComposer
{
    public const int LongestText = 10_000_000;

    public const int MostBlocks = 400_000;

    // A table of up to so many words is one block; a longer one becomes several, each with the head of the table.
    private const int LargestTable = 400;

    private const int TablePart = 250;

    private readonly StringBuilder _text = new();
    private readonly List<TextBlock> _blocks = [];

    /// <summary>The page, slide or sheet that follows; 0 when the kind has none.</summary>
    public int Page { get; set; }

    public bool IsEmpty => _blocks.Count == 0;

    public void Heading(int level, string text) => Add(TextBlockKind.Heading, Line(text), Math.Clamp(level, 1, 6));

    public void Paragraph(string text) => Add(TextBlockKind.Paragraph, Line(text));

    /// <summary>Its lines stay as they are.</summary>
    public void Code(string text) => Add(TextBlockKind.Whole, PlainCharacters.Clean(text.ReplaceLineEndings("\n")).Trim('\n').TrimEnd());

    public void List(IReadOnlyList<string> items) => Add(TextBlockKind.List, string.Join('\n', items.Select(Line).Where(item => item.Length > 0).Select(item => $"- {item}")));

    public void Table(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var lines = rows.Select(row => string.Join(" | ", row.Select(Line))).Where(line => line.AsSpan().ContainsAnyExcept(' ', '|')).ToList();
        var words = lines.Sum(line => TextCuts.CountWords(line));
        if (words <= LargestTable)
        {
            Add(TextBlockKind.Whole, string.Join('\n', lines));
            return;
        }

        var part = new List<string> { lines[0] };
        var (head, count) = (TextCuts.CountWords(lines[0]), 0);
        // A head as long as a part would repeat more than it tells.
        var repeated = head <= TablePart / 4;
        foreach (var line in lines.Skip(1))
        {
            var more = TextCuts.CountWords(line);
            if (count + more > TablePart && count > 0)
            {
                Add(TextBlockKind.Whole, string.Join('\n', part));
                part = repeated ? [lines[0]] : [];
                count = 0;
            }

            part.Add(line);
            count += more;
        }

        Add(TextBlockKind.Whole, string.Join('\n', part));
    }

    public ExtractedText Finish(int? pages = null) => new(_text.ToString(), _blocks, pages);

    private void Add(TextBlockKind kind, string text, int level = 0)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_text.Length + text.Length > LongestText)
        {
            throw RefusedDocumentException.TooLong;
        }

        if (_blocks.Count >= MostBlocks)
        {
            throw RefusedDocumentException.TooManyBlocks;
        }

        if (_text.Length > 0)
        {
            _text.Append("\n\n");
        }

        var start = _text.Length;
        _text.Append(text);
        _blocks.Add(new(kind, start, _text.Length, level, Page == 0 ? null : Page));
    }

    private static string Line(string text)
    {
        var clean = PlainCharacters.Clean(text);
        var line = new StringBuilder(clean.Length);
        foreach (var c in clean)
        {
            if (!char.IsWhiteSpace(c))
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }
}
