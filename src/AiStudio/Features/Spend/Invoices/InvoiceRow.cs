using System.Globalization;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Reads one row of an export.</summary>
internal sealed class InvoiceRow(InvoiceMapping mapping, IReadOnlyList<string> columns)
{
    private const int LongestModel = 200;
    private const decimal HighestUsd = 1_000_000_000;

    private readonly int _day = Index(columns, mapping.Day);
    private readonly int _model = Index(columns, mapping.Model);
    private readonly int _input = Index(columns, mapping.Input);
    private readonly int _cached = Index(columns, mapping.Cached);
    private readonly int _written = Index(columns, mapping.Written);
    private readonly int _output = Index(columns, mapping.Output);
    private readonly int _cost = Index(columns, mapping.Cost);

    /// <summary>Its line, its dollars before they are rounded, or what is wrong with it.</summary>
    public Result<(InvoiceLine Line, decimal Usd)> Read(IReadOnlyList<string> cells)
    {
        if (DayOf(Cell(cells, _day)) is not { } day)
            return Wrong($"“{Shown(Cell(cells, _day))}” is no day such as 2026-10-31.");
        var model = Cell(cells, _model);
        if (model.Length is 0 or > LongestModel)
            return Wrong("It names no model.");
        if (Tokens(cells, _input) is not { } input || Tokens(cells, _cached) is not { } cached || Tokens(cells, _written) is not { } written || Tokens(cells, _output) is not { } output)
            return Wrong("A number of tokens is a whole number from 0 on.");
        if (Usd(Cell(cells, _cost)) is not { } usd)
            return Wrong($"“{Shown(Cell(cells, _cost))}” is no amount in dollars.");
        if (mapping.InputIncludesCached && input < cached + written)
            return Wrong("More tokens come from the cache than went in: the input does not have them in it.");
        return (new InvoiceLine(day, model, mapping.InputIncludesCached ? input - cached - written : input, cached, written, output, 0), usd);
    }

    private static Error Wrong(string message) => Error.Invalid("invoice_row", message);

    private static DateOnly? DayOf(string text) =>
        text.Length == 10 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : text.Length > 10 && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? DateOnly.FromDateTime(at.UtcDateTime)
        : null;

    // An export writes nothing where there was nothing.
    private static long? Tokens(IReadOnlyList<string> cells, int at) =>
        Cell(cells, at) is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) && count <= 1_000_000_000_000_000 ? count : null
            : 0;

    private static decimal? Usd(string text) =>
        text.Length == 0 ? 0
        : decimal.TryParse(text.TrimStart('$'), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var usd) && Math.Abs(usd) <= HighestUsd ? usd
        : null;

    private static string Cell(IReadOnlyList<string> cells, int at) => at >= 0 && at < cells.Count ? cells[at].Trim() : "";

    private static string Shown(string cell) => cell.Length <= 40 ? cell : cell[..40] + "…";

    private static int Index(IReadOnlyList<string> columns, string name) => name.Length == 0 ? -1 : columns.ToList().IndexOf(name);
}
