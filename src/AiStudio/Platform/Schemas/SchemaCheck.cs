using System.Text.Json;

namespace AiStudio.Platform.Schemas;

/// <summary>
/// Checks JSON against the part of JSON Schema that structured output uses: types, enum, const, objects, arrays, bounds, patterns,
/// anyOf, oneOf, allOf, not, and references within the schema. Other keywords say nothing, as the standard has it for unknown ones.
/// </summary>
internal sealed class SchemaCheck(JsonElement root)
{
    // References may go in circles and alternatives multiply: whoever writes the schema is not trusted with our time.
    private const int MostSteps = 100_000;
    private const int Deepest = 200;

    private int _steps;

    /// <summary>What is wrong first, as a path and a sentence without anything of the text itself; null when it fits.</summary>
    public string? Problem(JsonElement value)
    {
        _steps = 0;
        return Problem(value, root, "$", 0);
    }

    private string? Problem(JsonElement value, JsonElement schema, string path, int depth)
    {
        if (++_steps > MostSteps || depth > Deepest)
            return $"{path}: the schema is too intricate to be checked";
        if (schema.ValueKind == JsonValueKind.False)
            return $"{path}: nothing is allowed here";
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref"u8, out var reference))
        {
            if (Target(reference) is not { } target)
                return $"{path}: the schema refers to something that it does not define";
            if (Problem(value, target, path, depth + 1) is { } problem)
                return problem;
        }

        return SchemaValues.Problem(value, schema, path) ?? Alternatives(value, schema, path, depth) ?? value.ValueKind switch
        {
            JsonValueKind.Object => Members(value, schema, path, depth),
            JsonValueKind.Array => Items(value, schema, path, depth),
            _ => null,
        };
    }

    private string? Members(JsonElement value, JsonElement schema, string path, int depth)
    {
        foreach (var name in Listed(schema, "required"u8))
        {
            if (name.ValueKind == JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _))
                return $"{path}: the member “{name.GetString()}” is missing";
        }

        var known = schema.TryGetProperty("properties"u8, out var properties) && properties.ValueKind == JsonValueKind.Object ? properties : default;
        var others = schema.TryGetProperty("additionalProperties"u8, out var additional) ? additional : default;
        foreach (var member in value.EnumerateObject())
        {
            var listed = known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var own) ? own : default;
            if (listed.ValueKind == JsonValueKind.Undefined && others.ValueKind == JsonValueKind.False)
                return $"{path}: it has a member that the schema does not know";
            var rule = listed.ValueKind == JsonValueKind.Undefined ? others : listed;
            // Only names out of the schema are told.
            var at = listed.ValueKind == JsonValueKind.Undefined ? $"{path}.*" : $"{path}.{member.Name}";
            if (rule.ValueKind != JsonValueKind.Undefined && Problem(member.Value, rule, at, depth + 1) is { } problem)
                return problem;
        }

        return null;
    }

    private string? Items(JsonElement value, JsonElement schema, string path, int depth)
    {
        var first = Listed(schema, "prefixItems"u8).ToList();
        var rest = schema.TryGetProperty("items"u8, out var items) ? items : default;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var rule = index < first.Count ? first[index] : rest;
            if (rule.ValueKind != JsonValueKind.Undefined && Problem(item, rule, $"{path}[{index}]", depth + 1) is { } problem)
                return problem;
            index++;
        }

        return null;
    }

    private string? Alternatives(JsonElement value, JsonElement schema, string path, int depth)
    {
        foreach (var part in Listed(schema, "allOf"u8))
        {
            if (Problem(value, part, path, depth + 1) is { } problem)
                return problem;
        }

        var any = Listed(schema, "anyOf"u8).ToList();
        if (any.Count > 0 && !any.Exists(part => Problem(value, part, path, depth + 1) is null))
            return $"{path}: it fits none of the forms that the schema allows";
        var one = Listed(schema, "oneOf"u8).ToList();
        if (one.Count > 0 && one.Count(part => Problem(value, part, path, depth + 1) is null) != 1)
            return $"{path}: it has to fit exactly one of the forms that the schema allows";
        return schema.TryGetProperty("not"u8, out var not) && Problem(value, not, path, depth + 1) is null
            ? $"{path}: it has the form that the schema rules out"
            : null;
    }

    private static JsonElement.ArrayEnumerator Listed(JsonElement schema, ReadOnlySpan<byte> name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    // "#", or "#/$defs/name" and the like.
    private JsonElement? Target(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not ['#', .. var pointer])
            return null;
        var target = root;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
                return null;
        }

        return target;
    }
}
