using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>The JSON of tool calls and their results, as adapters send and estimates count it.</summary>
internal static class ToolJson
{
    // Line breaks and indentation are tokens too.
    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static string Arguments(FunctionCallContent call) =>
        JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)));

    public static string Result(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        null => string.Empty,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? string.Empty,
        var value => JsonSerializer.Serialize(value, s_compact.GetTypeInfo(typeof(object))),
    };

    public static IDictionary<string, object?>? Parse(string json) => string.IsNullOrWhiteSpace(json)
        ? null
        : (IDictionary<string, object?>?)JsonSerializer.Deserialize(json, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
}
