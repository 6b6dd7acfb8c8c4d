using System.Text;

namespace AiStudio.Platform.Csv;

/// <summary>Reads comma-, semicolon- or tab-separated values (RFC 4180) as cells of text.</summary>
internal static class CsvReader
{
    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    private const int MostColumns = 2_000;

    /// <summary>The delimiter that cuts the first lines most often.</summary>
    public static char Delimiter(string text)
    {
        var head = text[..Math.Min(text.Length, 4_000)];
        return s_delimiters.MaxBy(delimiter => head.Count(c => c == delimiter));
    }

    /// <summary>Row by row; a carriage return at a row's end is part of its last cell. Further columns than 2,000 stay together in the last one.</summary>
    public static IEnumerable<List<string>> Rows(string text, char delimiter)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                quoted = c != '"' || (i + 1 < text.Length && text[i + 1] == '"');
                if (quoted)
                {
                    cell.Append(c);
                    i += c == '"' ? 1 : 0;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == delimiter && row.Count < MostColumns)
            {
                row.Add(cell.ToString());
                cell.Clear();
            }
            else if (c == '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                yield return row;
                row = [];
            }
            else
            {
                cell.Append(c);
            }
        }

        if (cell.Length > 0 || row.Count > 0)
        {
            row.Add(cell.ToString());
            yield return row;
        }
    }
}
