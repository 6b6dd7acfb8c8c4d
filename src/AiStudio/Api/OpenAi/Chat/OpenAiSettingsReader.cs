using System.Runtime.InteropServices;
using System.Text.Json;
using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>What a request asks of OpenAI's protocol and not of every other.</summary>
internal static class OpenAiSettingsReader
{
    private const int MostTopLogprobs = 20;
    private const double LargestBias = 100;

    /// <summary>Null when it asks for nothing of the kind.</summary>
    public static OpenAiSettings? Read(RequestObject body)
    {
        var logprobs = body.Flag("logprobs") ?? false;
        var settings = new OpenAiSettings
        {
            StrictSchema = body.Object("response_format")?.Object("json_schema")?.Flag("strict"),
            ReasoningEffort = body.Text("reasoning_effort") is "minimal" ? "minimal" : null,
            Verbosity = OneOf(body, "verbosity", "low", "medium", "high"),
            ServiceTier = TierOf(body),
            LogitBias = BiasOf(body),
            Logprobs = logprobs,
            TopLogprobs = TopOf(body, logprobs),
        };
        return settings == new OpenAiSettings() ? null : settings;
    }

    private static string? TierOf(RequestObject body)
    {
        if (body.Text("service_tier") is "flex" or "scale" or "priority")
            throw RequestObject.Refused(OpenAiErrors.Unsupported("service_tier", "only the prices of the default tier are known here."));
        return OneOf(body, "service_tier", "auto", "default");
    }

    private static JsonElement? BiasOf(RequestObject body)
    {
        if (body.Find("logit_bias") is not { } bias)
            return null;
        if (bias.ValueKind != JsonValueKind.Object || !bias.EnumerateObject().All(IsBias))
            throw RequestObject.Refused(OpenAiErrors.WrongValue("logit_bias", "an object of token ids and numbers from -100 to 100"));
        return bias.EnumerateObject().MoveNext() ? bias.Clone() : null;
    }

    private static bool IsBias(JsonProperty token) => !JsonMarshal.GetRawUtf8PropertyName(token).ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetDouble(out var bias) && Math.Abs(bias) <= LargestBias;

    private static int? TopOf(RequestObject body, bool logprobs)
    {
        var top = (int?)body.Integer("top_logprobs", 0, MostTopLogprobs);
        if (logprobs)
            return top;
        return top is null or 0 ? null : throw RequestObject.Refused(OpenAiErrors.WrongValue("top_logprobs", "“logprobs”: true beside it"));
    }

    private static string? OneOf(RequestObject body, string name, params string[] values)
    {
        var value = body.Text(name);
        return value is null || values.Contains(value) ? value : throw RequestObject.Refused(OpenAiErrors.WrongValue(name, string.Join(", ", values)));
    }
}
