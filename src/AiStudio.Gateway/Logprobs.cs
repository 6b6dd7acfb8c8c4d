using System.Text.Json;
using AiStudio.Gateway.Upstream.Wire;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>
/// How likely the tokens of an answer were, in OpenAI's words. They stand beside what was said, whole or of a piece, and are for whoever asked alone:
/// neither a trace nor the response cache keeps them, since they spell out what redaction takes away.
/// </summary>
public static class Logprobs
{
    private const string Key = "logprobs";

    /// <summary>Those of an answer or of a piece of one, as a JSON object; <see langword="null"/> when there are none.</summary>
    public static JsonElement? Of(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(Key, out var told) == true && told is JsonElement logprobs ? logprobs : null;

    /// <summary>Those of a choice on the wire.</summary>
    internal static AdditionalPropertiesDictionary? Read(JsonElement choice) =>
        choice.TryGetProperty("logprobs"u8, out var told) && told.ValueKind == JsonValueKind.Object
            ? new() { [Key] = JsonElement.Parse(JsonEscapes.Clean(told.GetRawText())) }
            : null;

    /// <summary>Takes them over from <paramref name="earlier"/>.</summary>
    internal static AdditionalPropertiesDictionary Keep(this AdditionalPropertiesDictionary properties, AdditionalPropertiesDictionary? earlier)
    {
        if (Of(earlier) is { } logprobs)
            properties[Key] = logprobs;
        return properties;
    }
}
