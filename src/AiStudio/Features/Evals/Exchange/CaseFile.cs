using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Csv;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals.Exchange;

/// <summary>Reads a file of cases: JSON Lines, or CSV with a head that names <c>input</c>, <c>expected_contains</c>, <c>expected_not_contains</c>, <c>tags</c> and <c>id</c>.</summary>
internal static class CaseFile
{
    private const int MostProblems = 100;

    private static readonly char[] s_delimiters = [',', ';', '\t'];
    private static readonly string[] s_inputs = ["input", "question"];

    /// <summary>A case of a file and the line it stands in.</summary>
    internal sealed record Entry(int Line, CaseDraft Draft);

    /// <summary>Cases, or what is wrong with lines. Errors: <c>cases_unreadable</c>, <c>cases_head</c>, <c>cases_none</c>.</summary>
    public static Result<(IReadOnlyList<Entry> Cases, IReadOnlyList<ImportProblem> Problems)> Read(byte[] content)
    {
        if (TextDecoder.Decode(content) is not { Succeeded: true } decoded || decoded.Value.Trim() is not { Length: > 0 })
            return Error.Invalid("cases_unreadable", "This is not a text file with cases. Save it as JSON Lines or CSV in UTF-8.");
        var lines = decoded.Value.TrimStart()[0] == '{' ? Result(JsonLines(decoded.Value)) : CsvRows(decoded.Value);
        if (!lines.Succeeded)
            return lines.Error;
        var (cases, problems) = (new List<Entry>(), new List<ImportProblem>());
        foreach (var (line, draft) in lines.Value)
        {
            if (draft.Succeeded)
                cases.Add(new(line, draft.Value));
            else if (problems.Count < MostProblems)
                problems.Add(new(line, draft.Error.Message));
        }

        return cases.Count + problems.Count == 0 ? Error.Invalid("cases_none", "There is no case in this file.") : (cases, problems);
    }

    private static Result<List<(int Line, Result<CaseDraft> Draft)>> Result(List<(int Line, Result<CaseDraft> Draft)> lines) => lines;

    private static List<(int Line, Result<CaseDraft> Draft)> JsonLines(string text) =>
        [.. text.Split('\n').Select((line, at) => (Line: at + 1, Text: line.Trim())).Where(line => line.Text.Length > 0).Select(line => (line.Line, CaseLine.Read(line.Text)))];

    private static Result<List<(int Line, Result<CaseDraft> Draft)>> CsvRows(string text)
    {
        var rows = CsvReader.Rows(text, DelimiterOf(text)).ToList();
        var head = rows[0].ConvertAll(cell => cell.Trim().ToLowerInvariant());
        var (input, contains, notContains) = (head.FindIndex(s_inputs.Contains), head.IndexOf("expected_contains"), head.IndexOf("expected_not_contains"));
        if (input < 0 || (contains < 0 && notContains < 0))
            return Error.Invalid("cases_head", "The first line of a CSV file names its columns: “input”, and “expected_contains” or “expected_not_contains”; “tags” and “id” if there are any.");
        var (tags, id) = (head.IndexOf("tags"), head.IndexOf("id"));
        return rows.Select((row, at) => (Row: row, Line: at + 1)).Skip(1).Where(row => row.Row.Any(cell => cell.Trim().Length > 0)).Select(row => (row.Line, CaseLine.Short(
            Cell(row.Row, id).Trim(), Cell(row.Row, input), Parts(row.Row, contains, '|'), Parts(row.Row, notContains, '|'), Parts(row.Row, tags, '|', ';')))).ToList();
    }

    // Cells have bars of their own.
    private static char DelimiterOf(string text)
    {
        var head = text[..(text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : text.Length)];
        return s_delimiters.MaxBy(delimiter => head.Count(letter => letter == delimiter));
    }

    private static string Cell(List<string> row, int column) => column >= 0 && column < row.Count ? row[column] : "";

    private static string[] Parts(List<string> row, int column, params char[] dividers) =>
        Cell(row, column).Split(dividers, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
