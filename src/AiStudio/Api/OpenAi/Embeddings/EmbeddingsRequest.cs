using System.Text.Json;

namespace AiStudio.Api.OpenAi.Embeddings;

/// <summary>Vectors that are asked for, read and found in order.</summary>
/// <param name="Model">An alias or a pinned id.</param>
/// <param name="Texts">One vector for each; none when there are tokens.</param>
/// <param name="Tokens">Tokens of the model in place of texts: one vector for each list.</param>
/// <param name="Dimensions">How long vectors shall be; null for the model's own length.</param>
/// <param name="Base64">Whether vectors go as base64 of little-endian floats in place of numbers.</param>
/// <param name="Feature">The tag that spend is reported under.</param>
/// <param name="EndUser">Whom the program says it asks for.</param>
internal sealed record EmbeddingsRequest(string Model, IReadOnlyList<string> Texts, IReadOnlyList<ReadOnlyMemory<int>>? Tokens, int? Dimensions, bool Base64, string Feature, string? EndUser)
{
    private const int MostTexts = 2_048;

    public static EmbeddingsRequest Read(RequestObject body)
    {
        var tokens = TokensOf(body);
        return new(
            body.RequiredText("model"),
            tokens is null ? TextsOf(body) : [],
            tokens,
            (int?)body.Integer("dimensions", 1, 65_536),
            body.Text("encoding_format") switch
            {
                null or "float" => false,
                "base64" => true,
                _ => throw RequestObject.Refused(OpenAiErrors.WrongValue("encoding_format", "float or base64")),
            },
            FeatureTag.Read(body) ?? FeatureTag.Default,
            EndUserText.Read(body));
    }

    private static List<string> TextsOf(RequestObject body)
    {
        if (body.Find("input") is not { } input)
            throw RequestObject.Refused(OpenAiErrors.Missing("input"));
        var texts = input.ValueKind == JsonValueKind.String
            ? [RequestObject.TextOf(input, "input")]
            : body.Items("input").Select(item => RequestObject.TextOf(item.Value, item.Path)).ToList();
        if (texts.Count is 0 or > MostTexts)
            throw RequestObject.Refused(OpenAiErrors.WrongValue("input", $"1 to {MostTexts} texts"));
        return texts.TrueForAll(text => text.Length > 0) ? texts : throw RequestObject.Refused(OpenAiErrors.WrongValue("input", "texts that are not empty"));
    }

    // A list of numbers is one text, a list of such lists several.
    private static List<ReadOnlyMemory<int>>? TokensOf(RequestObject body)
    {
        if (body.Find("input") is not { ValueKind: JsonValueKind.Array } input)
            return null;
        var first = input.EnumerateArray().FirstOrDefault().ValueKind;
        if (first == JsonValueKind.Number)
            return [ListOf(input, "input")];
        if (first != JsonValueKind.Array)
            return null;
        var texts = body.Items("input").Select(item => ListOf(item.Value, item.Path)).ToList();
        return texts.Count <= MostTexts ? texts : throw RequestObject.Refused(OpenAiErrors.WrongValue("input", $"1 to {MostTexts} lists of tokens"));
    }

    private static ReadOnlyMemory<int> ListOf(JsonElement text, string path)
    {
        if (text.ValueKind != JsonValueKind.Array || text.GetArrayLength() == 0)
            throw RequestObject.Refused(OpenAiErrors.WrongType(path, "a list of tokens"));
        return text.EnumerateArray().Select((token, at) => token.ValueKind == JsonValueKind.Number && token.TryGetInt32(out var id) && id >= 0
            ? id
            : throw RequestObject.Refused(OpenAiErrors.WrongType($"{path}[{at}]", "a token"))).ToArray();
    }
}
