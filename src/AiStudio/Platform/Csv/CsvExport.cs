using System.Buffers;
using System.Globalization;
using System.Text;

namespace AiStudio.Platform.Csv;

/// <summary>
/// Writes rows by RFC 4180: commas, CRLF, quotes where they are needed; UTF-8 with a byte order mark, which spreadsheets need to read it as such.
/// Texts cannot become formulas: see <see cref="InertText"/>.
/// </summary>
internal sealed class CsvExport(Stream target) : IAsyncDisposable
{
    /// <summary>The media type.</summary>
    public const string Type = "text/csv";

    private const byte NanoDecimals = 9;

    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter _writer = new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);

    /// <summary>An answer that is written while it is read: rows are never gathered.</summary>
    /// <param name="name">What the browser calls the file.</param>
    /// <param name="write">Writes the rows.</param>
    public static IResult File(string name, Func<CsvExport, Task> write) => TypedResults.Stream(async stream =>
    {
        await using var csv = new CsvExport(stream);
        await write(csv);
    }, $"{Type}; charset=utf-8", name);

    /// <summary>Nano-dollars as exact dollars, with a point and nine decimals.</summary>
    public static decimal Dollars(long nanoUsd)
    {
        var size = (ulong)Math.Abs((decimal)nanoUsd);
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), 0, nanoUsd < 0, NanoDecimals);
    }

    /// <summary>One row. Numbers, dates and truths are written in invariant form and as they are; texts are made inert; null is an empty cell.</summary>
    public async Task RowAsync(params object?[] cells)
    {
        for (var at = 0; at < cells.Length; at++)
        {
            if (at > 0)
                await _writer.WriteAsync(',');
            await _writer.WriteAsync(Quoted(Written(cells[at])));
        }

        await _writer.WriteAsync("\r\n");
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(s_quoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string Written(object? cell) => cell switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        DateTimeOffset at => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        int or long or decimal or double => ((IFormattable)cell).ToString(null, CultureInfo.InvariantCulture),
        _ => InertText.Of(cell.ToString() ?? ""),
    };
}
