using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace AiStudio.Features.ApiReference;

/// <summary>Turns the OpenAPI document into what the page shows: it says nothing that the document does not say.</summary>
internal static class OperationReader
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The groups in the document's order, with the operations that the words occur in.</summary>
    public static IReadOnlyList<ShownGroup> Read(OpenApiDocument document, string? words)
    {
        var server = document.Servers?.FirstOrDefault()?.Url ?? "";
        var operations = (
            from path in document.Paths
            from operation in path.Value.Operations ?? []
            let shown = Shown(server, path.Key, operation.Key.Method, operation.Value)
            where IsAbout(shown, words)
            select shown).ToLookup(operation => operation.Group);
        return
        [
            .. from tag in document.Tags ?? new HashSet<OpenApiTag>()
               where operations.Contains(tag.Name!)
               select new ShownGroup(tag.Name!, tag.Description ?? "", [.. operations[tag.Name!].OrderBy(operation => operation.Path, StringComparer.Ordinal)]),
        ];
    }

    private static bool IsAbout(ShownOperation operation, string? words) =>
        words?.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => $"{operation.Method} {operation.Path} {operation.Summary} {operation.Group}".Contains(word, StringComparison.OrdinalIgnoreCase)) ?? true;

    private static ShownOperation Shown(string server, string path, string method, OpenApiOperation operation)
    {
        var good = operation.Responses?.FirstOrDefault(answer => answer.Key.StartsWith('2')) ?? default;
        var body = operation.RequestBody?.Content?.FirstOrDefault();
        return new ShownOperation(
            operation.OperationId ?? "", operation.Tags?.FirstOrDefault()?.Name ?? "", method, path, operation.Summary ?? path,
            operation.Description?.Split("\n\n") ?? [],
            [.. operation.Parameters?.Select(Shown) ?? []],
            Readable(body?.Value?.Example), good.Key ?? "", Readable(good.Value?.Content?.Values.FirstOrDefault()?.Example),
            [.. operation.Responses?.Where(answer => !answer.Key.StartsWith('2')).Select(Refusal) ?? []],
            CurlCommand.Of(server, path, method, operation));
    }

    private static ShownParameter Shown(IOpenApiParameter parameter) => new(
        parameter.Name ?? "", parameter.In?.ToString().ToLowerInvariant() ?? "", TypeOf(parameter.Schema), parameter.Required, parameter.Description ?? WellKnown(parameter.Name));

    private static string WellKnown(string? name) => name switch
    {
        "limit" => "How many rows at most: 1 to 200.",
        "cursor" => "The next of the page before.",
        "search" => "Words to look for.",
        "archived" => "Whether the archived ones, instead of the others.",
        "state" => "Only those in this state.",
        "groupBy" => "What it is added up by: day, feature, model, user, tier or key.",
        "from" => "The first day; the first of the month when it is left out.",
        "to" => "The last day, itself included; today when it is left out.",
        "id" or "knowledgeBaseId" => "Which one.",
        _ => "",
    };

    private static string TypeOf(IOpenApiSchema? schema) =>
        schema?.Format ?? (schema?.Type is { } type ? (type & ~JsonSchemaType.Null).ToString().ToLowerInvariant() : "");

    private static ShownRefusal Refusal(KeyValuePair<string, IOpenApiResponse> answer)
    {
        var example = answer.Value.Content?.Values.FirstOrDefault()?.Example as JsonObject;
        var told = example?["error"] as JsonObject ?? example;
        return new ShownRefusal(answer.Key, told?["code"]?.GetValue<string>() ?? "", (told?["detail"] ?? told?["message"])?.GetValue<string>() ?? answer.Value.Description ?? "");
    }

    // A stream's example is a text, not JSON.
    private static string? Readable(JsonNode? example) =>
        example is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : example?.ToJsonString(s_readable);
}
