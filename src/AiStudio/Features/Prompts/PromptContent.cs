using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiStudio.Platform.Schemas;

namespace AiStudio.Features.Prompts;

/// <summary>What a version says and how it is asked: everything that makes two versions different.</summary>
/// <param name="Template">The text, with <c>{{variables}}</c> and <c>{{> other-prompts}}</c>.</param>
public sealed record PromptContent(string Template)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new JsonSchemaText() } };

    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];

    public PromptSettings Settings { get; init; } = new();

    /// <summary>
    /// SHA-256. The same words, variables and settings have the same hash wherever they were typed; of a text alone it is that of the text with line feeds.
    /// With other versions of the prompts that are put in it is another one.
    /// </summary>
    /// <param name="includes">What was put in; <see langword="null"/> for nothing.</param>
    public byte[] Hash(IReadOnlyList<IncludedPrompt>? includes = null)
    {
        var text = Template.ReplaceLineEndings("\n");
        var variables = Variables.OrderBy(variable => variable.Name, StringComparer.Ordinal);
        return SHA256.HashData(includes is { Count: > 0 }
            ? JsonSerializer.SerializeToUtf8Bytes(new { text, variables, Settings, includes = includes.Select(include => include.VersionId).Order() }, Json)
            : Variables.Count == 0 && Settings == new PromptSettings()
            ? Encoding.UTF8.GetBytes(text)
            : JsonSerializer.SerializeToUtf8Bytes(new { text, variables, Settings }, Json));
    }
}
