using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiStudio.Platform.Schemas;

/// <summary>What a schema says about one value by itself: its type, its choice, its bounds.</summary>
internal static class SchemaValues
{
    public static string? Problem(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("type"u8, out var type) && !IsOfType(value, type))
            return $"{path}: expected {TypeName(type)}";
        if (schema.TryGetProperty("const"u8, out var only) && !JsonElement.DeepEquals(value, only))
            return $"{path}: it is not the one value that is allowed";
        if (schema.TryGetProperty("enum"u8, out var choices) && choices.ValueKind == JsonValueKind.Array
            && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(value, choice)))
        {
            return $"{path}: it is none of the values that are allowed";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => Number(value, schema, path),
            JsonValueKind.String => Text(value, schema, path),
            JsonValueKind.Array => Count(value.GetArrayLength(), schema, "minItems", "maxItems", path, "items"),
            JsonValueKind.Object => Count(value.GetPropertyCount(), schema, "minProperties", "maxProperties", path, "members"),
            _ => null,
        };
    }

    private static bool IsOfType(JsonElement value, JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(value, one))
        : type.ValueKind != JsonValueKind.String || type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsInteger(number),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => true,
        };

    private static string TypeName(JsonElement type) => type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray()) : type.ToString();

    private static string? Number(JsonElement value, JsonElement schema, string path)
    {
        var number = value.GetDouble();
        var within = (Bound(schema, "minimum") is not { } least || number >= least)
            && (Bound(schema, "maximum") is not { } most || number <= most)
            && (Bound(schema, "exclusiveMinimum") is not { } above || number > above)
            && (Bound(schema, "exclusiveMaximum") is not { } below || number < below);
        if (!within)
            return $"{path}: the number is out of its bounds";
        return Bound(schema, "multipleOf") is > 0 and var step && !double.IsInteger(Math.Round(number / step, 9)) ? $"{path}: it is no multiple of {step.ToString(CultureInfo.InvariantCulture)}" : null;
    }

    private static string? Text(JsonElement value, JsonElement schema, string path)
    {
        var text = value.GetString()!;
        // Counted in code points, as the standard does.
        if (Count(text.EnumerateRunes().Count(), schema, "minLength", "maxLength", path, "characters") is { } problem)
            return problem;
        return schema.TryGetProperty("pattern"u8, out var pattern) && pattern.ValueKind == JsonValueKind.String && !Matches(text, pattern.GetString()!)
            ? $"{path}: it does not match its pattern"
            : null;
    }

    private static string? Count(int count, JsonElement schema, string least, string most, string path, string what) =>
        Bound(schema, least) is { } few && count < few ? $"{path}: it has fewer than {few.ToString(CultureInfo.InvariantCulture)} {what}"
        : Bound(schema, most) is { } many && count > many ? $"{path}: it has more than {many.ToString(CultureInfo.InvariantCulture)} {what}"
        : null;

    private static double? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : null;

    // Linear in the text whatever the pattern; one that cannot be matched so says nothing.
    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }
}
