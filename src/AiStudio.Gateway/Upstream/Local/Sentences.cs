using System.Text;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>Takes plain text or Markdown apart into what can be quoted.</summary>
internal sealed class Sentences
{
    // A longer one is taken apart: at a semicolon, or line by line when it is code.
    private const int LongClause = 120;
    private const int LongCode = 8;

    private readonly List<Sentence> _found = [];
    private readonly StringBuilder _paragraph = new();
    private readonly StringBuilder _code = new();
    private string _heading = string.Empty;
    private string? _tableHeader;
    private bool _inCode;

    public static IReadOnlyList<Sentence> Of(string text)
    {
        var sentences = new Sentences();
        foreach (var line in text.Split('\n'))
            sentences.Add(line.TrimEnd());
        sentences.EndParagraph();
        sentences.EndCode();
        return sentences._found;
    }

    private void Add(string line)
    {
        var trimmed = line.TrimStart();
        if (trimmed is not ['|', ..])
            _tableHeader = null;
        if (trimmed.StartsWith("```", StringComparison.Ordinal) || trimmed.StartsWith("~~~", StringComparison.Ordinal))
        {
            EndParagraph();
            EndCode();
            _inCode = !_inCode;
        }
        else if (_inCode)
        {
            if (trimmed.Length > 0)
                _code.Append(line).Append('\n');
        }
        else if (trimmed.Length == 0)
        {
            EndParagraph();
        }
        else if (trimmed[0] == '#' && trimmed.TrimStart('#') is [' ', ..] title)
        {
            EndParagraph();
            _heading = title.Trim();
        }
        else if (trimmed[0] == '|')
        {
            EndParagraph();
            AddRow(trimmed);
        }
        else if (WithoutMark(trimmed) is { } item)
        {
            EndParagraph();
            _paragraph.Append(item);
        }
        else
        {
            if (_paragraph.Length > 0)
                _paragraph.Append(' ');
            _paragraph.Append(trimmed);
        }
    }

    // The first row names the columns: what it says goes for every row below.
    private void AddRow(string row)
    {
        var cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(" — ", cells);
        if (_tableHeader is null)
            _tableHeader = text;
        else if (text.AsSpan().ContainsAnyExcept("-—: "))
            _found.Add(new Sentence(text, $"{_heading} {_tableHeader}", IsCode: false, ContinuesAbove: false) { IsRow = true });
    }

    private void EndParagraph()
    {
        var text = _paragraph.ToString();
        _paragraph.Clear();
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfSentence(text, start);
            if (text[start..end].Trim() is { Length: > 0 } sentence)
                AddSentence(sentence, isCode: false);
            start = end;
        }
    }

    private void EndCode()
    {
        var code = _code.ToString().TrimEnd();
        _code.Clear();
        foreach (var part in code.Count(character => character == '\n') < LongCode ? [code] : code.Split('\n'))
        {
            if (part.Trim().Length > 0)
                AddSentence(part, isCode: true);
        }
    }

    private void AddSentence(string text, bool isCode)
    {
        var above = _found.Count > 0 ? _found[^1] : null;
        var continues = above is not null && above.Heading == _heading && (above.Text[^1] == ':' || (above.ContinuesAbove && above.IsCode == isCode));
        _found.Add(new Sentence(text, _heading, isCode, continues));
    }

    private static int EndOfSentence(string text, int start)
    {
        var open = 0;
        for (var i = start; i < text.Length; i++)
        {
            open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] is '。' or '！' or '？' || (text[i] == ';' && i - start > LongClause && open <= 0))
                return i + 1;
            if (text[i] is '.' or '!' or '?' && i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]) && !IsAbbreviation(text, start, i))
                return i + 1;
        }

        return text.Length;
    }

    // "e.g.", "i.e.", "No.", initials: too short to end a sentence, or followed by a small letter.
    private static bool IsAbbreviation(string text, int start, int dot)
    {
        var from = dot;
        while (from > start && !char.IsWhiteSpace(text[from - 1]))
            from--;
        var next = dot + 2 < text.Length ? text[dot + 2] : ' ';
        return text[dot] == '.' && (char.IsLower(next) || (dot - from <= 2 && char.IsLetter(text[from]) && !text[from..dot].Any(char.IsDigit)));
    }

    private static string? WithoutMark(string line)
    {
        if (line.Length > 2 && line[0] is '-' or '*' or '+' or '•' or '>' && line[1] == ' ')
            return line[2..].TrimStart();
        var digits = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and < 4 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ' ? line[(digits + 2)..].TrimStart() : null;
    }
}
