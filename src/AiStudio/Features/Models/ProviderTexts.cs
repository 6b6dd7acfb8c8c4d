using System.Text.Json;
using AiStudio.Gateway.Upstream;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiStudio.Features.Models;

/// <summary>How a connection's key header, headers and query parameters are stored.</summary>
internal static class ProviderTexts
{
    public static ValueConverter<KeyHeader, string> KeyHeader { get; } = new(
        header => JsonNamingPolicy.KebabCaseLower.ConvertName(header.ToString()),
        text => Enum.Parse<KeyHeader>(text.Replace("-", "", StringComparison.Ordinal), true));

    public static ValueConverter<IReadOnlyDictionary<string, string>, string> Pairs { get; } = new(
        pairs => JsonSerializer.Serialize(pairs, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonSerializerOptions.Default)!);

    public static ValueComparer<IReadOnlyDictionary<string, string>> PairsCompared { get; } = new(
        (left, right) => left!.Count == right!.Count && !left.Except(right).Any(),
        pairs => pairs.Count,
        pairs => pairs);
}
