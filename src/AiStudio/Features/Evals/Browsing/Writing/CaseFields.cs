using System.Text.Json;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Playground;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals.Browsing.Writing;

/// <summary>A case as a form holds it.</summary>
public sealed class CaseFields
{
    public string Name { get; set; } = "";

    /// <summary>With commas between.</summary>
    public string Tags { get; set; } = "";

    public List<PlaygroundMessage> Messages { get; private init; } = [new()];

    public List<ValueField> Values { get; private init; } = [];

    public List<CheckDraft> Checks { get; private init; } = [new()];

    public List<RecordingFields> Recordings { get; private init; } = [];

    public static CaseFields Of(CaseDraft draft) => new()
    {
        Name = draft.Name,
        Tags = string.Join(", ", draft.Tags),
        Messages = [.. draft.Content.Messages.Select(message => new PlaygroundMessage { IsAnswer = message.Role == CaseMessage.Assistant, Text = message.Text })],
        Values = [.. draft.Content.Variables.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => new ValueField { Name = value.Key, Value = value.Value })],
        Checks = [.. draft.Content.Checks.Select(CheckDraft.Of)],
        Recordings = [.. draft.Content.Recordings.Select(recording => new RecordingFields { Tool = recording.Tool, Arguments = recording.Arguments?.GetRawText() ?? "", Result = recording.Result, Before = recording })],
    };

    /// <summary>Errors: <c>case_values</c>, <c>case_recordings</c> (invalid), and those of <see cref="CheckDraft.ToCheck"/>.</summary>
    internal Result<CaseDraft> ToDraft()
    {
        var checks = new List<Check>();
        foreach (var draft in Checks)
        {
            var check = draft.ToCheck();
            if (!check.Succeeded)
                return check.Error;
            checks.Add(check.Value);
        }

        var recordings = new List<Recording>();
        foreach (var fields in Recordings)
        {
            if (!Read(fields.Arguments, out var arguments))
                return Error.Invalid("case_recordings", $"The arguments of {fields.Tool} cannot be read as JSON.");
            recordings.Add((fields.Before ?? new Recording("", "")) with { Tool = fields.Tool.Trim(), Arguments = arguments, Result = fields.Result });
        }

        var given = Values.Where(value => value.Name.Trim().Length > 0).ToList();
        if (given.GroupBy(value => value.Name.Trim()).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return Error.Invalid("case_values", $"The variable {twice.Key} has two values.");
        var messages = Messages.Where(message => !string.IsNullOrWhiteSpace(message.Text)).Select(message => new CaseMessage(message.IsAnswer ? CaseMessage.Assistant : CaseMessage.User, message.Text.ReplaceLineEndings("\n").Trim()));
        return new CaseDraft(Name.Trim(), new([.. messages], checks) { Variables = given.ToDictionary(value => value.Name.Trim(), value => value.Value), Recordings = recordings })
        {
            Tags = [.. Tags.Split(',').Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct()],
        };
    }

    private static bool Read(string text, out JsonElement? json)
    {
        json = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        try
        {
            json = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
