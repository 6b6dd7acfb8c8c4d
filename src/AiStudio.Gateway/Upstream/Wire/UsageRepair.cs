using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>
/// An SDK gives up on the whole answer when its usage is not what it expects. Usage that cannot be read, or is missing where the SDK
/// insists on it, is replaced by counts of −1: they are impossible, so the call is billed by estimate and the answer is kept.
/// </summary>
internal static partial class UsageRepair
{
    private const string Impossible =
        """{"prompt_tokens":-1,"completion_tokens":-1,"total_tokens":-1,"input_tokens":-1,"output_tokens":-1}""";

    public static string Repair(string json, WireFormat format)
    {
        var found = false;
        var repaired = Usage().Replace(json, match =>
        {
            found = true;
            return IsSound(match.Groups["value"].Value, json, format) ? match.Value : "\"usage\":" + Impossible;
        });
        return found || format != WireFormat.Messages ? repaired : Added(json);
    }

    // A value of null is how OpenAI says "not in this chunk".
    private static bool IsSound(string value, string json, WireFormat format)
    {
        if (value.Trim() == "null")
            return format != WireFormat.Messages;
        try
        {
            using var usage = JsonDocument.Parse(value);
            return usage.RootElement.ValueKind == JsonValueKind.Object && HasCounts(usage.RootElement, json, format) && CountsAreIntegers(usage.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasCounts(JsonElement usage, string json, WireFormat format) => format switch
    {
        WireFormat.Embeddings => usage.TryGetProperty("prompt_tokens", out _),
        WireFormat.ChatCompletions => usage.TryGetProperty("prompt_tokens", out _) && usage.TryGetProperty("completion_tokens", out _),
        _ => usage.TryGetProperty("output_tokens", out _)
            && (usage.TryGetProperty("input_tokens", out _) || json.Contains("\"message_delta\"", StringComparison.Ordinal)),
    };

    private static bool CountsAreIntegers(JsonElement usage) => usage.EnumerateObject().All(property => property.Value.ValueKind switch
    {
        JsonValueKind.Object => CountsAreIntegers(property.Value),
        _ when !property.Name.EndsWith("_tokens", StringComparison.Ordinal) => true,
        JsonValueKind.Number => property.Value.TryGetInt32(out _),

        // Counts that not every usage has may be null.
        JsonValueKind.Null => property.Name is not ("prompt_tokens" or "completion_tokens" or "total_tokens" or "output_tokens"),
        _ => false,
    });

    private static string Added(string json)
    {
        if (json.Contains("\"message_start\"", StringComparison.Ordinal))
            return StartedMessage().Replace(json, $"\"message\":{{\"usage\":{Impossible},", 1);
        return json.Contains("\"message_delta\"", StringComparison.Ordinal) || WholeMessage().IsMatch(json)
            ? FirstBrace().Replace(json, $"{{\"usage\":{Impossible},", 1)
            : json;
    }

    // A model's own text cannot match: inside a JSON string every quote has a backslash before it.
    [GeneratedRegex("""(?<!\\)"usage"\s*:\s*(?<value>\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\[[^\[\]]*\]|[^,{}\[\]]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Usage();

    [GeneratedRegex("""(?<!\\)"message"\s*:\s*\{""", RegexOptions.CultureInvariant)]
    private static partial Regex StartedMessage();

    [GeneratedRegex("(?<!\\\\)\"type\"\\s*:\\s*\"message\"", RegexOptions.CultureInvariant)]
    private static partial Regex WholeMessage();

    [GeneratedRegex(@"\{", RegexOptions.CultureInvariant)]
    private static partial Regex FirstBrace();
}
