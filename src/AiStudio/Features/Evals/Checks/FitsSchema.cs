using System.Text.Json;
using AiStudio.Platform.Schemas;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer is JSON that a schema admits. A fence of Markdown around it does not count.</summary>
public sealed record FitsSchema(JsonElement Schema) : Check
{
    internal override string Kind => "json_schema";

    internal override string? Problem => Schema.ValueKind == JsonValueKind.Object ? null : "A check needs a JSON Schema, which is an object.";

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(Bare(answer.Text));
            return new SchemaCheck(Schema).Problem(document.RootElement) is { } problem ? Done(false, $"It does not fit the schema. {problem}") : Done(true, "It fits the schema.");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return Done(false, "It is not valid JSON.");
        }
    }

    private static string Bare(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal) || trimmed.Length < 6)
            return trimmed;
        var line = trimmed.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 ? trimmed : trimmed[(line + 1)..^3];
    }
}
