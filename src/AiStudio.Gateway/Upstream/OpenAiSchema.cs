using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>OpenAI guarantees the form of an answer only for schemas that leave nothing open, and refuses to guarantee any other.</summary>
internal static class OpenAiSchema
{
    /// <summary>What was said of it; else the provider is asked to guarantee what it can, and of any other schema nothing is said.</summary>
    public static bool? StrictOf(JsonElement schema, ChatOptions options) => OpenAiSettings.Of(options)?.StrictSchema ?? (IsClosed(schema) ? true : null);

    /// <summary>Whether every object requires all of its properties and allows no more.</summary>
    public static bool IsClosed(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            return schema.EnumerateArray().All(IsClosed);
        if (schema.ValueKind != JsonValueKind.Object)
            return true;
        if (IsObject(schema) && !RequiresAll(schema))
            return false;
        return schema.EnumerateObject().All(member => member.Name is "enum" or "const" or "default" or "required" || Parts(member).All(IsClosed));
    }

    private static IEnumerable<JsonElement> Parts(JsonProperty member) => member is { Name: "properties" or "$defs" or "definitions", Value.ValueKind: JsonValueKind.Object }
        ? member.Value.EnumerateObject().Select(part => part.Value)
        : [member.Value];

    private static bool IsObject(JsonElement schema) => schema.TryGetProperty("properties", out _)
        || (schema.TryGetProperty("type", out var type) && (type.ValueKind == JsonValueKind.String ? type.ValueEquals("object"u8) : type.ToString().Contains("\"object\"", StringComparison.Ordinal)));

    private static bool RequiresAll(JsonElement schema)
    {
        if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False
            || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return false;
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal)
            : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name));
    }
}
