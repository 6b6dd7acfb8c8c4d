using System.Text.Json;

namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>What a rerank endpoint answers: <c>{"results":[{"index":0,"relevance_score":0.9}]}</c>, or TEI's <c>[{"index":0,"score":0.9}]</c>.</summary>
internal static class RerankAnswer
{
    /// <summary>The scores in the order of the texts; one that the server left out comes last. Null when the answer is not of that form. Throws <see cref="JsonException"/>.</summary>
    public static double[]? Read(ReadOnlyMemory<byte> body, int texts)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var results = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("results", out var named) ? named : root;
        if (results.ValueKind != JsonValueKind.Array || results.GetArrayLength() == 0)
        {
            return null;
        }

        var scores = new double?[texts];
        foreach (var result in results.EnumerateArray())
        {
            if (Number(result, "index") is not { } index || index < 0 || index >= texts || index != Math.Truncate(index)
                || (Number(result, "relevance_score") ?? Number(result, "score")) is not { } score)
            {
                return null;
            }

            scores[(int)index] = score;
        }

        var lowest = scores.Min() ?? 0;
        return [.. scores.Select(score => score ?? lowest - 1)];
    }

    private static double? Number(JsonElement result, string name) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;
}
