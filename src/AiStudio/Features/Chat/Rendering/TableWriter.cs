using Markdig.Extensions.Tables;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>A table that scrolls inside its own frame, reachable by keyboard.</summary>
internal sealed class TableWriter(SafeMarkup html, BlockWriter blocks)
{
    public void Write(Table table)
    {
        // A group, not a region: two regions of one name on a page fail the landmark rule, and every answer may hold a table.
        html.Open("div", ("class", "table-wrap"), ("role", "group"), ("aria-label", "Table"), ("tabindex", "0")).Open("table");
        WriteRows(table, "thead", header: true);
        WriteRows(table, "tbody", header: false);
        html.Close("table").Close("div");
    }

    private void WriteRows(Table table, string section, bool header)
    {
        var rows = table.OfType<TableRow>().Where(row => row.IsHeader == header).ToList();
        if (rows.Count == 0)
            return;
        html.Open(section);
        foreach (var row in rows)
            WriteRow(table, row);
        html.Close(section);
    }

    private void WriteRow(Table table, TableRow row)
    {
        var tag = row.IsHeader ? "th" : "td";
        html.Open("tr");
        for (var column = 0; column < row.Count; column++)
        {
            html.Open(tag, ("dir", "auto"), ("scope", row.IsHeader ? "col" : null), ("class", Alignment(table, column)));
            blocks.WriteAll((TableCell)row[column], tight: true);
            html.Close(tag);
        }

        html.Close("tr");
    }

    private static string? Alignment(Table table, int column) =>
        column < table.ColumnDefinitions.Count
            ? table.ColumnDefinitions[column].Alignment switch
            {
                TableColumnAlign.Right => "n",
                TableColumnAlign.Center => "c",
                _ => null,
            }
            : null;
}
