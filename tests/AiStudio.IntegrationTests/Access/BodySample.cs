using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiStudio.IntegrationTests.Access;

/// <summary>A JSON value of a type's form, made from its properties: what an endpoint says it takes, with something in every field.</summary>
internal static class BodySample
{
    private const int Deepest = 4;

    public static JsonNode? Of(Type type, int depth = 0)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (depth > Deepest)
            return null;
        if (type == typeof(string))
            return "x";
        if (type == typeof(bool))
            return true;
        if (type == typeof(Guid))
            return Guid.CreateVersion7().ToString();
        if (type.IsEnum)
            return JsonNamingPolicy.CamelCase.ConvertName(Enum.GetNames(type)[0]);
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
            return "2026-01-01T00:00:00Z";
        if (type == typeof(DateOnly))
            return "2026-01-01";
        if (type == typeof(TimeSpan))
            return "00:01:00";
        if (type.IsPrimitive || type == typeof(decimal))
            return 1;
        if (type.IsArray || typeof(IEnumerable).IsAssignableFrom(type))
            return ListOf(type, depth);
        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            return new JsonObject();
        var value = new JsonObject();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
            value[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = Of(property.PropertyType, depth + 1);
        return value;
    }

    private static JsonNode ListOf(Type type, int depth)
    {
        var arguments = type.GetGenericArguments();
        var item = type.GetElementType() ?? arguments.LastOrDefault();
        return item is null ? new JsonArray() : arguments.Length == 2 ? new JsonObject { ["x"] = Of(item, depth + 1) } : new JsonArray(Of(item, depth + 1));
    }
}
