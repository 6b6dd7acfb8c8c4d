using System.Text;
using AngleSharp.Dom;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>Turns the elements of a page, in their order, into blocks.</summary>
internal sealed class PageFlow(TextComposer composer, HidingRules hiding)
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _items = [];
    private List<IReadOnlyList<string>> _rows = [];
    private List<string> _cells = [];
    private int _tables;
    private int _lists;
    private int _code;
    private int _linked;

    /// <summary>Whether what is inside counts.</summary>
    public bool Enter(IElement element)
    {
        if (IsLeftOut(element))
        {
            return false;
        }

        switch (element.LocalName)
        {
            case "table":
                Flush();
                _rows = _tables++ == 0 ? [] : _rows;
                break;
            case "tr" when _tables == 1:
                _cells = [];
                break;
            case "td" or "th" when _tables == 1:
                _text.Clear();
                break;
            case "pre" when _tables == 0:
                Flush();
                _code++;
                break;
            case "ul" or "ol":
                FlushText();
                _lists++;
                break;
            case "a":
                _linked -= _text.Length;
                break;
            case "br":
                _text.Append(_code > 0 ? '\n' : ' ');
                break;
            case var name when IsBlock(name):
                FlushText();
                break;
        }

        return true;
    }

    private bool IsLeftOut(IElement element) => PageFurniture.Is(element) || hiding.Hide(element);

    public void Append(string text) => _text.Append(text);

    public void Leave(IElement element)
    {
        if (IsLeftOut(element))
        {
            return;
        }

        switch (element.LocalName)
        {
            case "table" when --_tables == 0:
                composer.Table(_rows);
                _text.Clear();
                break;
            case "tr" when _tables == 1:
                _rows.Add(_cells);
                break;
            case "td" or "th" when _tables == 1:
                _cells.Add(_text.ToString());
                _text.Clear();
                break;
            case "pre" when _tables == 0 && _code > 0:
                composer.Code(_text.ToString());
                Clear();
                _code--;
                break;
            case "ul" or "ol" when --_lists == 0:
                FlushText();
                Flush();
                break;
            case "a":
                _linked += _text.Length;
                break;
            case ['h', >= '1' and <= '6'] when _tables == 0 && _code == 0:
                var heading = _text.ToString();
                Clear();
                Flush();
                composer.Heading(element.LocalName[1] - '0', heading);
                break;
            case var name when IsBlock(name):
                FlushText();
                break;
        }
    }

    public void Flush()
    {
        FlushText();
        if (_items.Count > 0)
        {
            composer.List([.. _items]);
            _items.Clear();
        }
    }

    private void FlushText()
    {
        if (_tables > 0 || _code > 0)
        {
            _text.Append(_code > 0 ? "" : " ");
            return;
        }

        var text = _text.ToString();
        var linked = _linked;
        Clear();
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        // A short line made of links leads elsewhere; it says nothing here.
        if (linked > text.Trim().Length * 0.9 && TextCuts.CountWords(text) < 8)
        {
            return;
        }

        if (_lists > 0)
        {
            _items.Add(text);
        }
        else
        {
            composer.Paragraph(text);
        }
    }

    private void Clear()
    {
        _text.Clear();
        _linked = 0;
    }

    private static bool IsBlock(string name) => name is
        "p" or "div" or "section" or "article" or "main" or "li" or "dl" or "dt" or "dd" or "blockquote" or "figure" or "figcaption" or "address" or "details"
        or "summary" or "fieldset" or "legend" or "hr" or "body" or "center" or "caption" or "option" or ['h', >= '1' and <= '6'];
}
