using System.Text.Json;

namespace AiStudio.Features.Evals.Checks;

/// <summary>Whether a call's arguments hold what is wanted: every member that is named, with its value; others may be there.</summary>
internal static class ArgumentMatch
{
    public static bool Calls(IEnumerable<CalledTool> calls, string tool, JsonElement? wanted) =>
        calls.Any(call => call.Tool == tool && Covers(call.Arguments, wanted));

    public static bool Covers(JsonElement given, JsonElement? wanted) => wanted is not { ValueKind: not JsonValueKind.Null } some || Covers(given, some);

    public static string? Problem(JsonElement? arguments) =>
        arguments is null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null } ? null : "The arguments of a tool are a JSON object.";

    private static bool Covers(JsonElement given, JsonElement wanted) => wanted.ValueKind switch
    {
        JsonValueKind.Object => given.ValueKind == JsonValueKind.Object
            && wanted.EnumerateObject().All(member => given.TryGetProperty(member.Name, out var value) && Covers(value, member.Value)),
        JsonValueKind.Array => given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == wanted.GetArrayLength()
            && given.EnumerateArray().Zip(wanted.EnumerateArray()).All(pair => Covers(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(given, wanted),
    };
}
