using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiStudio.Platform.Results;
using AiStudio.Platform.Schemas;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>The settings of a version that people write as JSON: the schema of the answer, and the tools.</summary>
internal sealed class TypedSettings
{
    /// <summary>As people read and write it.</summary>
    public static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>Empty for none.</summary>
    public string Schema { get; set; } = "";

    /// <summary>Empty for none.</summary>
    public string Tools { get; set; } = "";

    public static TypedSettings Of(PromptSettings settings) => new()
    {
        Schema = settings.OutputSchema is { } schema ? JsonSerializer.Serialize(schema, Form) : "",
        Tools = settings.Tools is { } tools ? JsonSerializer.Serialize(tools, Form) : "",
    };

    /// <summary>The settings with these. Errors: <c>prompt_output_schema</c>, <c>prompt_tools</c> (invalid) for what cannot be read.</summary>
    public Result<PromptSettings> PutInto(PromptSettings settings)
    {
        var schema = Read<JsonSchema>(Schema);
        if (schema.Problem is not null)
            return Error.Invalid("prompt_output_schema", $"The schema of the answer cannot be read as JSON. {schema.Problem}");
        var tools = Read<List<PromptTool?>>(Tools);
        return tools.Problem is not null
            ? Error.Invalid("prompt_tools", $"The tools cannot be read as a JSON list of name, description and parameters. {tools.Problem}")
            : settings with { OutputSchema = schema.Value, Tools = [.. (tools.Value ?? []).OfType<PromptTool>()] };
    }

    private static (T? Value, string? Problem) Read<T>(string text)
        where T : class
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, null);
        try
        {
            return (JsonSerializer.Deserialize<T>(text, Form), null);
        }
        catch (JsonException failure)
        {
            return (null, $"Look at line {(failure.LineNumber ?? 0) + 1}.");
        }
    }
}
