using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Searching;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Settings of the search bench on their way to an evaluation, in an address, and in words.</summary>
internal static class TriedSettings
{
    public static string ToQuery(BenchSettings settings) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(settings, JsonSerializerOptions.Web));

    /// <summary>Null when the address holds none.</summary>
    public static BenchSettings? FromQuery(string? text)
    {
        try
        {
            return text is { Length: > 0 and < 4_000 } && Base64Url.IsValid(text) ? JsonSerializer.Deserialize<BenchSettings>(Base64Url.DecodeFromChars(text), JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Describe(BenchSettings settings) => Describe(JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));

    /// <summary>What differs from the product's own settings, in their order: “words 2, by rank”.</summary>
    public static string Describe(string json)
    {
        using var usual = JsonSerializer.SerializeToDocument(BenchSettings.Of(RetrievalSettings.Default), JsonSerializerOptions.Web);
        using var settings = JsonDocument.Parse(json);
        var differences = usual.RootElement.EnumerateObject()
            .Where(own => settings.RootElement.TryGetProperty(own.Name, out var value) && value.ToString() != own.Value.ToString())
            .Select(own => Describe(Words(own.Name), settings.RootElement.GetProperty(own.Name))).ToList();
        return differences.Count == 0 ? "The product's own settings" : string.Join(", ", differences);
    }

    private static string Describe(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => name,
        JsonValueKind.False => $"not {name}",
        _ => $"{name} {value}",
    };

    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            _ = char.IsUpper(letter) ? words.Append(' ').Append(char.ToLowerInvariant(letter)) : words.Append(letter);
        }

        return words.ToString();
    }
}
