using System.Text;
using AiStudio.Platform;
using AiStudio.Platform.Csv;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>A provider's usage export: CSV in UTF-8 with a head.</summary>
/// <param name="Lines">One a day and model.</param>
/// <param name="Rows">Of the file, within the month.</param>
/// <param name="LeftOut">Of the file, of other months.</param>
/// <param name="Problems">Rows that are not in order; with any, the lines are not to be used.</param>
internal sealed record InvoiceFile(IReadOnlyList<InvoiceLine> Lines, int Rows, int LeftOut, IReadOnlyList<LineProblem> Problems)
{
    public const long LargestFile = 20 * 1024 * 1024;

    private const int MostProblems = 100;
    private const int MostRows = 500_000;
    private const int MostLines = 20_000;
    private const long MostTokens = 1_000_000_000_000_000;
    private const decimal MostUsd = 1_000_000_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The names of its columns. Errors: <c>invoice_unreadable</c>.</summary>
    public static Result<IReadOnlyList<string>> ReadHead(byte[] content)
    {
        var text = Decode(content);
        return text.Error is { } unreadable ? unreadable : Head(RowsOf(text.Value!));
    }

    /// <summary>Errors: <c>invoice_unreadable</c>, <c>invoice_columns</c>, <c>invoice_large</c>, <c>invoice_empty</c>.</summary>
    public static Result<InvoiceFile> Read(byte[] content, InvoiceMapping mapping, DateOnly month)
    {
        var text = Decode(content);
        if (text.Error is { } unreadable)
            return unreadable;
        var rows = RowsOf(text.Value!);
        var head = Head(rows);
        if (head.Error is { } headless)
            return headless;
        if (mapping is not { Day.Length: > 0, Model.Length: > 0, Input.Length: > 0, Output.Length: > 0 } || !mapping.Fits(head.Value!))
            return Error.Invalid("invoice_columns", "Say which columns have the day, the model, the input and the output.");
        return Add(rows, new InvoiceRow(mapping, head.Value!), month);
    }

    private static Result<InvoiceFile> Add(IEnumerable<List<string>> rows, InvoiceRow reader, DateOnly month)
    {
        var sums = new Dictionary<(DateOnly, string), (InvoiceLine Line, decimal Usd)>();
        var problems = new List<LineProblem>();
        var (number, within, leftOut) = (1, 0, 0);
        var (tokens, dollars) = (0L, 0m);
        foreach (var cells in rows.Skip(1))
        {
            if (++number > MostRows + 1)
                return Error.Invalid("invoice_large", $"The file has more than {MostRows:N0} rows. Export it by day and model.");
            if (cells.All(string.IsNullOrWhiteSpace))
                continue;
            var read = reader.Read(cells);
            if (read.Error is { } wrong)
            {
                problems.Add(new LineProblem(number, wrong.Message));
                if (problems.Count == MostProblems)
                    break;
                continue;
            }

            var (line, usd) = read.Value;
            if (line.Day.Year != month.Year || line.Day.Month != month.Month)
            {
                leftOut++;
                continue;
            }

            within++;
            tokens += line.Input + line.Cached + line.Written + line.Output;
            dollars += Math.Abs(usd);
            if (tokens > MostTokens || dollars > MostUsd)
                return Error.Invalid("invoice_large", $"The file adds up to more than {MostTokens:N0} tokens or ${MostUsd:N0}. Choose the right columns.");
            var key = (line.Day, line.Model);
            sums[key] = sums.TryGetValue(key, out var sum) ? (Sum(sum.Line, line), sum.Usd + usd) : (line, usd);
            if (sums.Count > MostLines)
                return Error.Invalid("invoice_large", $"The file has more than {MostLines:N0} days and models. Choose the right column for the model.");
        }

        // Rounded once a day and model, not once a row.
        return problems.Count == 0 && within == 0
            ? Error.Invalid("invoice_empty", "The file has no row of this month.")
            : new InvoiceFile([.. sums.Values.Select(sum => sum.Line with { CostNanoUsd = NanoUsd.FromUsd(decimal.Round(sum.Usd, 9)) })], within, leftOut, problems);
    }

    private static InvoiceLine Sum(InvoiceLine one, InvoiceLine other) => one with
    {
        Input = one.Input + other.Input,
        Cached = one.Cached + other.Cached,
        Written = one.Written + other.Written,
        Output = one.Output + other.Output,
    };

    private static Result<string> Decode(byte[] content)
    {
        try
        {
            return content.Contains((byte)0) ? Unreadable : s_strict.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Unreadable;
        }
    }

    private static IEnumerable<List<string>> RowsOf(string text) => CsvReader.Rows(text, CsvReader.Delimiter(text));

    private static Result<IReadOnlyList<string>> Head(IEnumerable<List<string>> rows) =>
        rows.FirstOrDefault()?.ConvertAll(cell => cell.Trim()) is { Count: > 1 } head ? head : Unreadable;

    private static Error Unreadable => Error.Invalid("invoice_unreadable", "This is no CSV file in UTF-8 whose first row names its columns.");
}
