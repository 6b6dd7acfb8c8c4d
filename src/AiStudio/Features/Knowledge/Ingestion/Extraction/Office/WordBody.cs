using System.Text;
using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

/// <summary>Takes the elements of a part one after another. Text boxes are paragraphs inside a paragraph, hence the stack.</summary>
internal sealed class WordBody(Dictionary<string, int> styles, TextComposer composer)
{
    private readonly Stack<Paragraph> _open = new();
    private readonly List<string> _items = [];
    private List<IReadOnlyList<string>> _rows = [];
    private List<string> _cells = [];
    private StringBuilder _cell = new();
    private int _tables;
    private bool _inRun;
    private bool _hidden;
    private bool _white;
    private bool _shadedRun;
    private bool _shadedCell;

    // White letters are read on a dark ground only.
    private bool IsSeen => !_hidden && (!_white || _shadedRun || _shadedCell || (_open.TryPeek(out var paragraph) && paragraph.IsShaded));

    public void Take(XmlReader reader)
    {
        if (reader.NodeType == XmlNodeType.Element)
        {
            Enter(reader);
        }
        else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace && _open.TryPeek(out var paragraph) && paragraph.InText && IsSeen)
        {
            paragraph.Text.Append(reader.Value);
        }

        if (reader.NodeType == XmlNodeType.EndElement || reader is { NodeType: XmlNodeType.Element, IsEmptyElement: true })
        {
            Leave(reader.LocalName);
        }
    }

    public void Flush()
    {
        if (_items.Count > 0)
        {
            composer.List([.. _items]);
            _items.Clear();
        }
    }

    private void Enter(XmlReader reader)
    {
        _open.TryPeek(out var paragraph);
        switch (reader.LocalName)
        {
            case "p":
                _open.Push(new Paragraph());
                break;
            case "tbl" when _tables++ == 0:
                Flush();
                _rows = [];
                break;
            case "tr" when _tables == 1:
                _cells = [];
                break;
            case "tc" when _tables == 1:
                _cell = new StringBuilder();
                _shadedCell = false;
                break;
            case "r":
                _inRun = true;
                _hidden = _white = _shadedRun = false;
                break;
            case "color" when _inRun:
                _white = RunLook.IsWhite(reader.Attribute("val"));
                break;
            case "sz" when _inRun:
                _hidden |= RunLook.IsTiny(reader.Attribute("val"));
                break;
            case "highlight" when _inRun:
                _shadedRun = true;
                break;
            case "shd" when RunLook.IsDark(reader.Attribute("fill")):
                Shade(paragraph);
                break;
            case "vanish" or "webHidden" when _inRun:
                _hidden |= reader.IsOn();
                break;
            case "t" when paragraph is not null:
                paragraph.InText = true;
                break;
            case "tab" or "br" or "cr" when _inRun:
                paragraph?.Text.Append(' ');
                break;
            case "noBreakHyphen":
                paragraph?.Text.Append('-');
                break;
            case "pStyle" when paragraph is not null && styles.TryGetValue(reader.Attribute("val") ?? "", out var level):
                paragraph.Level = level;
                break;
            case "outlineLvl" when paragraph is not null && int.TryParse(reader.Attribute("val"), out var own) && own is >= 0 and < 6:
                paragraph.Level = own + 1;
                break;
            case "numPr" when paragraph is not null:
                paragraph.IsItem = true;
                break;
        }
    }

    private void Leave(string name)
    {
        switch (name)
        {
            case "t" when _open.TryPeek(out var paragraph):
                paragraph.InText = false;
                break;
            case "r":
                _inRun = _hidden = _white = _shadedRun = false;
                break;
            case "p" when _open.TryPop(out var ended):
                End(ended);
                break;
            case "tc" when _tables == 1:
                _shadedCell = false;
                _cells.Add(_cell.ToString());
                break;
            case "tr" when _tables == 1:
                _rows.Add(_cells);
                break;
            case "tbl" when --_tables == 0:
                composer.Table(_rows);
                break;
        }
    }

    private void Shade(Paragraph? paragraph)
    {
        if (_inRun)
        {
            _shadedRun = true;
        }
        else if (paragraph is not null)
        {
            paragraph.IsShaded = true;
        }
        else
        {
            _shadedCell = true;
        }
    }

    private void End(Paragraph paragraph)
    {
        var text = paragraph.Text.ToString();
        if (_tables > 0)
        {
            _cell.Append(' ').Append(text);
        }
        else if (paragraph.IsItem && paragraph.Level == 0)
        {
            _items.Add(text);
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            Flush();
            if (paragraph.Level > 0)
            {
                composer.Heading(paragraph.Level, text);
            }
            else
            {
                composer.Paragraph(text);
            }
        }
    }

    private sealed class Paragraph
    {
        public StringBuilder Text { get; } = new();

        public int Level { get; set; }

        public bool IsItem { get; set; }

        public bool IsShaded { get; set; }

        public bool InText { get; set; }
    }
}
