using System.Globalization;
using System.Text.Json;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>Entries of the log as people read them.</summary>
internal static class ActivityWording
{
    private const int LongestValue = 80;

    private const string NanoUsd = "NanoUsd";

    /// <summary><c>member.role_changed</c> as “Member: role changed”.</summary>
    public static string Action(string action)
    {
        var (thing, deed) = action.Split('.', 2) is [var before, var after] ? (before, after) : (action, "");
        var name = Words(thing);
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}{(deed.Length > 0 ? ": " : "")}{Words(deed)}";
    }

    public static string Words(string name) => name.Replace('_', ' ');

    /// <summary>What is known of an entry besides its change.</summary>
    public static IEnumerable<(string Name, string Value)> Details(ActivityRow row) => Values(row.Detail).Where(one => one.Name is not ("before" or "after"));

    /// <summary>The values of a JSON object, each with its name; what is within them shortened.</summary>
    private static IReadOnlyList<(string Name, string Value)> Values(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object ? [.. document.RootElement.EnumerateObject().Select(one => IsMoney(one) ? (Spaced(one.Name[..^NanoUsd.Length]), Money.Format(one.Value.GetInt64())) : (Spaced(one.Name), Value(one.Value)))] : [];
    }

    /// <summary>What stood before and what stands after, side by side.</summary>
    public static IReadOnlyList<(string Name, string Before, string After)> Changes(ActivityRow row)
    {
        var (before, after) = (Values(row.Before), Values(row.After));
        return
        [
            .. before.Select(one => one.Name).Union(after.Select(one => one.Name))
                .Select(name => (name, Find(before, name), Find(after, name)))
                .Where(change => change.Item2 != change.Item3),
        ];
    }

    private static string Find(IReadOnlyList<(string Name, string Value)> values, string name) => values.FirstOrDefault(one => one.Name == name).Value ?? "–";

    private static string Value(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Null => "–",
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.String => IsTime(value, out var at) ? Moment.Of(at) : value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Value)),
            _ => value.GetRawText(),
        };
        return text.Length <= LongestValue ? text : $"{text[..LongestValue]}…";
    }

    // What costs is written with its currency, and says so by its sign.
    private static bool IsMoney(JsonProperty one) =>
        one.Name.Length > NanoUsd.Length && one.Name.EndsWith(NanoUsd, StringComparison.Ordinal) && one.Value.ValueKind == JsonValueKind.Number && one.Value.TryGetInt64(out _);

    private static bool IsTime(JsonElement value, out DateTimeOffset at)
    {
        at = default;
        return value.GetString() is { Length: >= 20 } text && text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);
    }

    // “capNanoUsd” as “cap nano usd”.
    private static string Spaced(string name) => string.Concat(name.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
}
