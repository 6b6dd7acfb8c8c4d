using System.Text.Json;
using AiStudio.Features.Evals.Checks;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals.Exchange;

/// <summary>
/// A case as a line of a file: our own form (<c>messages</c>, <c>variables</c>, <c>checks</c>, <c>recordings</c>, <c>tags</c>, <c>name</c>), or the short one
/// with <c>input</c>, <c>expected_contains</c>, <c>expected_not_contains</c>, <c>tags</c> and <c>id</c>.
/// </summary>
internal sealed record CaseLine(IReadOnlyList<CaseMessage> Messages, IReadOnlyList<Check> Checks)
{
    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    public IReadOnlyList<Recording>? Recordings { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public static string Write(EvalCase row) => EvalJson.Write(new CaseLine(row.Messages, row.Checks)
    {
        Name = row.Name.Length == 0 ? null : row.Name,
        Variables = row.Variables.Count == 0 ? null : row.Variables,
        Recordings = row.Recordings.Count == 0 ? null : row.Recordings,
        Tags = row.Tags.Length == 0 ? null : row.Tags,
    });

    public static Result<CaseDraft> Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Error.Invalid("case_line", "It is not one JSON object.");
            return document.RootElement.TryGetProperty("messages", out _) ? Checked(document.RootElement.Deserialize<CaseLine>(EvalJson.Options)!.ToDraft()) : ReadShort(document.RootElement);
        }
        catch (JsonException failure)
        {
            // The path says which member; the text of the case is in no message.
            return Error.Invalid("case_line", failure.Path is { Length: > 1 } path ? $"It cannot be read at {path}." : "It is not one JSON object of a case.");
        }
    }

    /// <summary>A case in the short form.</summary>
    public static Result<CaseDraft> Short(string name, string input, IEnumerable<string> contains, IEnumerable<string> notContains, IEnumerable<string> tags) =>
        Checked(new CaseDraft(name, new CaseContent(
            [new(CaseMessage.User, input)], [.. contains.Select(text => new Contains(text)), .. notContains.Select(text => new NotContains(text))])) { Tags = [.. tags] });

    private static Result<CaseDraft> ReadShort(JsonElement line)
    {
        if (!line.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.String)
            return Error.Invalid("case_line", "It has neither “messages” nor an “input”.");
        var (contains, notContains, tags) = (Texts(line, "expected_contains"), Texts(line, "expected_not_contains"), Texts(line, "tags"));
        return contains is null || notContains is null || tags is null
            ? Error.Invalid("case_line", "“expected_contains”, “expected_not_contains” and “tags” are lists of texts.")
            : Short(line.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "", input.GetString()!, contains, notContains, tags);
    }

    private static List<string>? Texts(JsonElement line, string name) =>
        !line.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : null;

    private static Result<CaseDraft> Checked(CaseDraft draft) => CaseRules.Check(draft) is { } wrong ? wrong : draft;

    private CaseDraft ToDraft() => new(Name ?? "", new CaseContent(Messages, Checks) { Variables = Variables ?? new Dictionary<string, string>(), Recordings = Recordings ?? [] }) { Tags = Tags ?? [] };
}
