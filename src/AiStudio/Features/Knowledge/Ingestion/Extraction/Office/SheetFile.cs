using System.Globalization;
using System.Text;
using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

/// <summary>XLSX: each sheet is a page, its rows are a table. Formulas show the value they had when the file was saved.</summary>
internal static class SheetFile
{
    private const string Main = "xl/workbook.xml";
    private const string RelationshipNames = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const int MostColumns = 500;

    public static ExtractedText Read(byte[] content)
    {
        using var package = new OfficePackage(content, DocumentKind.Sheet);
        var composer = new TextComposer();
        var parts = package.Relationships(Main);
        var strings = Strings(package);
        var dates = DateStyles(package);
        foreach (var (name, id) in Sheets(package))
        {
            if (parts.TryGetValue(id, out var part))
            {
                composer.Page++;
                composer.Heading(1, name);
                composer.Table(Rows(package, part, strings, dates));
            }
        }

        return composer.Finish(composer.Page);
    }

    private static List<(string Name, string Id)> Sheets(OfficePackage package)
    {
        var sheets = new List<(string, string)>();
        using var reader = package.Open(Main) ?? throw RefusedDocumentException.Damaged(DocumentKind.Sheet);
        while (reader.Next(DocumentKind.Sheet))
        {
            // A sheet that its author hid is not what readers of the file see.
            if (reader.Starts("sheet") && reader.GetAttribute("state") is null or "visible" && reader.GetAttribute("id", RelationshipNames) is { } id)
            {
                sheets.Add((reader.GetAttribute("name") ?? "", id));
            }
        }

        return sheets;
    }

    private static List<string> Strings(OfficePackage package)
    {
        var strings = new List<string>();
        using var reader = package.Open("xl/sharedStrings.xml");
        var text = new StringBuilder();
        var phonetic = false;
        while (reader?.Next(DocumentKind.Sheet) == true)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace && !phonetic)
            {
                text.Append(reader.Value);
            }
            else if (reader.LocalName == "rPh")
            {
                phonetic = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            }
            else if (reader.Ends("si"))
            {
                strings.Add(text.ToString());
                text.Clear();
            }
        }

        return strings;
    }

    /// <summary>The cell styles that show a number as a date.</summary>
    private static HashSet<int> DateStyles(OfficePackage package)
    {
        var formats = new HashSet<int>(Enumerable.Range(14, 9).Concat(Enumerable.Range(45, 3)));
        var styles = new HashSet<int>();
        using var reader = package.Open("xl/styles.xml");
        var (inCells, style) = (false, 0);
        while (reader?.Next(DocumentKind.Sheet) == true)
        {
            if (reader.Starts("numFmt") && int.TryParse(reader.GetAttribute("numFmtId"), out var id) && reader.GetAttribute("formatCode") is { } code && IsDate(code))
            {
                formats.Add(id);
            }
            else if (reader.LocalName == "cellXfs")
            {
                inCells = reader.NodeType == XmlNodeType.Element;
            }
            else if (inCells && reader.Starts("xf") && styles.Count < 100_000)
            {
                if (int.TryParse(reader.GetAttribute("numFmtId"), out var format) && formats.Contains(format))
                {
                    styles.Add(style);
                }

                style++;
            }
        }

        return styles;
    }

    // A day or a year in the format itself: what stands in quotes, in brackets (colours, locales) or behind a mark that takes the next character is text.
    private static bool IsDate(string format)
    {
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] is '"' or '[')
            {
                var end = format.IndexOf(format[at] == '"' ? '"' : ']', at + 1);
                at = end < 0 ? format.Length : end;
            }
            else if (format[at] is '\\' or '_' or '*')
            {
                at++;
            }
            else if (format[at] is 'y' or 'Y' or 'd' or 'D')
            {
                return true;
            }
        }

        return false;
    }

    private static List<IReadOnlyList<string>> Rows(OfficePackage package, string part, List<string> strings, HashSet<int> dates)
    {
        var rows = new List<List<string>>();
        using var reader = package.Open(part);
        var (row, value) = (new List<string>(), new StringBuilder());
        string? type = null;
        var (isDate, inValue, column) = (false, false, 0);
        while (reader?.Next(DocumentKind.Sheet) == true)
        {
            if (reader.Starts("c"))
            {
                type = reader.GetAttribute("t");
                column = Column(reader.GetAttribute("r")) ?? row.Count;
                isDate = int.TryParse(reader.GetAttribute("s"), out var style) && dates.Contains(style);
                value.Clear();
            }
            else if (reader.LocalName is "v" or "t")
            {
                inValue = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            }
            else if (inValue && reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace)
            {
                value.Append(reader.Value);
            }

            if (reader.Ends("c") && Math.Max(column, row.Count) < MostColumns)
            {
                // Empty cells are left out of the file, and their places are not.
                row.AddRange(Enumerable.Repeat("", Math.Max(0, column - row.Count)));
                row.Add(Shown(value.ToString(), type, isDate, strings));
            }
            else if (reader.Ends("row"))
            {
                rows.Add(row);
                row = [];
            }
        }

        // Tables that stand apart from the edge of their sheet begin with their first column.
        var first = rows.Select(cells => cells.FindIndex(cell => cell.Length > 0)).Where(at => at >= 0).DefaultIfEmpty().Min();
        return [.. rows.Select(cells => cells.Skip(first).ToList())];
    }

    /// <summary>The column of a cell called as in <c>C5</c>, from 0; null when it is not said.</summary>
    private static int? Column(string? cell)
    {
        var column = 0;
        foreach (var letter in (cell ?? "").TakeWhile(char.IsAsciiLetterUpper).Take(4))
        {
            column = (column * 26) + letter - 'A' + 1;
        }

        return column == 0 ? null : column - 1;
    }

    private static string Shown(string value, string? type, bool isDate, List<string> strings) => type switch
    {
        "s" => int.TryParse(value, out var index) && index >= 0 && index < strings.Count ? strings[index] : "",
        "b" => value == "1" ? "true" : "false",
        null or "n" when isDate && double.TryParse(value, CultureInfo.InvariantCulture, out var day) && day is > 0 and < 2_958_466 => Date(day),
        _ => value,
    };

    private static string Date(double day)
    {
        var at = DateTime.FromOADate(day);
        return at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
