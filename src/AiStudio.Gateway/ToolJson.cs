using System.Text.Json;
using AiStudio.Gateway.Upstream.Wire;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>The JSON of tool calls and their results, as adapters send, estimates count and edges tell it.</summary>
public static class ToolJson
{
    private const string Unreadable = "unreadable_arguments";

    // Line breaks and indentation are tokens too.
    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>
    /// A call as a model wrote it. Arguments that are no JSON object are kept as their text: then <see cref="FunctionCallContent.Arguments"/> is
    /// <see langword="null"/> and <see cref="FunctionCallContent.Exception"/> says why, so that whoever runs tools does not take them for none.
    /// </summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(JsonEscapes.Clean(arguments), id, name, Parse);
        call.RawRepresentation = null;
        if (call.Arguments is null && !string.IsNullOrWhiteSpace(arguments))
            Keep(call, arguments);
        return call;
    }

    /// <summary>The text of arguments that are no JSON object; <see langword="null"/> for any other call.</summary>
    public static string? UnreadableOf(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Arguments is null && call.AdditionalProperties?.TryGetValue(Unreadable, out var text) == true ? text?.ToString() : null;
    }

    /// <summary>The arguments as JSON, <c>{}</c> when there are none; those that are no JSON object as they came.</summary>
    public static string Arguments(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return UnreadableOf(call)
            ?? JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)));
    }

    internal static void Keep(FunctionCallContent call, string unreadable) => (call.AdditionalProperties ??= [])[Unreadable] = unreadable;

    internal static string Result(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        null => string.Empty,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? string.Empty,
        var value => JsonSerializer.Serialize(value, s_compact.GetTypeInfo(typeof(object))),
    };

    private static IDictionary<string, object?>? Parse(string json) => string.IsNullOrWhiteSpace(json)
        ? null
        : (IDictionary<string, object?>?)JsonSerializer.Deserialize(json, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
}
