using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiStudio.Platform.Data;

/// <summary>An enum as its columns' check constraints spell it: <c>LeastBusy</c> is stored as <c>least_busy</c>.</summary>
internal sealed class SnakeCaseConverter<T>() : ValueConverter<T, string>(value => ToText(value), text => FromText(text))
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> s_texts = Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    private static readonly Dictionary<string, T> s_values = s_texts.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static string ToText(T value) => s_texts[value];

    public static T FromText(string text) => s_values[text];
}
