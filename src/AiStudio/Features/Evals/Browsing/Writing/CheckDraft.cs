using System.Globalization;
using System.Text.Json;
using AiStudio.Features.Evals.Checks;
using AiStudio.Platform;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals.Browsing.Writing;

/// <summary>A check as a form holds it.</summary>
public sealed class CheckDraft
{
    public string Kind { get; set; } = CheckKind.Contains;

    /// <summary>The words, pattern, schema, reference, tone, criterion, document or tool.</summary>
    public string Text { get; set; } = "";

    /// <summary>The arguments of a tool, as JSON.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>The similarity, milliseconds or dollars.</summary>
    public string Number { get; set; } = "";

    public bool IgnoreCase { get; set; }

    public static CheckDraft Of(Check check) => check switch
    {
        Contains contains => new() { Kind = CheckKind.Contains, Text = contains.Text },
        NotContains contains => new() { Kind = CheckKind.NotContains, Text = contains.Text },
        Matches matches => new() { Kind = CheckKind.Matches, Text = matches.Pattern, IgnoreCase = matches.IgnoreCase },
        FitsSchema schema => new() { Kind = CheckKind.FitsSchema, Text = schema.Schema.GetRawText() },
        Similar similar => new() { Kind = CheckKind.Similar, Text = similar.Reference, Number = similar.AtLeast.ToString(CultureInfo.InvariantCulture) },
        HasTone tone => new() { Kind = CheckKind.HasTone, Text = tone.Tone },
        MeetsRubric rubric => new() { Kind = CheckKind.MeetsRubric, Text = rubric.Criterion ?? "" },
        CitesDocument cites => new() { Kind = CheckKind.CitesDocument, Text = cites.Document },
        ToolCalled tool => new() { Kind = CheckKind.ToolCalled, Text = tool.Tool, Arguments = tool.Arguments?.GetRawText() ?? "" },
        ToolNotCalled tool => new() { Kind = CheckKind.ToolNotCalled, Text = tool.Tool, Arguments = tool.Arguments?.GetRawText() ?? "" },
        WithinLatency latency => new() { Kind = CheckKind.WithinLatency, Number = latency.Milliseconds.ToString(CultureInfo.InvariantCulture) },
        WithinCost cost => new() { Kind = CheckKind.WithinCost, Number = NanoUsd.ToUsd(cost.NanoUsd).ToString("0.#########", CultureInfo.InvariantCulture) },
        _ => new() { Kind = CheckKind.CitationVerified },
    };

    /// <summary>Errors: <c>check_json</c>, <c>check_number</c> (invalid) for what cannot be read. What a check itself refuses is found when the case is saved.</summary>
    internal Result<Check> ToCheck() => Kind switch
    {
        CheckKind.Contains => new Contains(Text.Trim()),
        CheckKind.NotContains => new NotContains(Text.Trim()),
        CheckKind.Matches => new Matches(Text) { IgnoreCase = IgnoreCase },
        CheckKind.HasTone => new HasTone(Text.Trim()),
        CheckKind.MeetsRubric => new MeetsRubric { Criterion = string.IsNullOrWhiteSpace(Text) ? null : Text.Trim() },
        CheckKind.CitesDocument => new CitesDocument(Text.Trim()),
        CheckKind.FitsSchema => Json(Text) is { } schema ? new FitsSchema(schema) : NoJson("schema"),
        CheckKind.ToolCalled => ArgumentsAreJson(out var arguments) ? new ToolCalled(Text.Trim()) { Arguments = arguments } : NoJson("arguments"),
        CheckKind.ToolNotCalled => ArgumentsAreJson(out var arguments) ? new ToolNotCalled(Text.Trim()) { Arguments = arguments } : NoJson("arguments"),
        CheckKind.Similar => Read(out var least) ? new Similar(Text.Trim()) { AtLeast = (double)least } : NoNumber("similarity", "0.8"),
        CheckKind.WithinLatency => Read(out var limit) && limit <= int.MaxValue ? new WithinLatency((int)limit) : NoNumber("time in milliseconds", "2000"),
        CheckKind.WithinCost => Read(out var dollars) && dollars < 1_000_000 ? new WithinCost(NanoUsd.FromUsd(dollars)) : NoNumber("price in dollars", "0.002"),
        _ => new CitationVerified(),
    };

    private bool Read(out decimal number) => decimal.TryParse(Number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private bool ArgumentsAreJson(out JsonElement? arguments)
    {
        arguments = string.IsNullOrWhiteSpace(Arguments) ? null : Json(Arguments);
        return string.IsNullOrWhiteSpace(Arguments) || arguments is not null;
    }

    private static JsonElement? Json(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Error NoJson(string what) => Error.Invalid("check_json", $"The {what} of a check cannot be read as JSON.");

    private static Error NoNumber(string what, string example) => Error.Invalid("check_number", $"Write the {what} as a number, such as {example}.");
}
