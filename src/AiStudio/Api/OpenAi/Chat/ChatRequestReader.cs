using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Reads OpenAI's chat completion request. What it knows and cannot do is refused by name; what it does not know is ignored, as OpenAI does.</summary>
internal static class ChatRequestReader
{
    private const int MostStops = 4;
    private const int MostFallbacks = 8;
    private const int MostChoices = 8;

    public static ChatRequest Read(RequestObject body)
    {
        RefuseWhatWeCannot(body);
        var stream = body.Flag("stream") ?? false;
        return new ChatRequest
        {
            Model = body.RequiredText("model"),
            Fallbacks = FallbacksOf(body),
            Messages = MessageReader.Read(body),
            Choices = ChoicesOf(body),
            Stream = stream,
            IncludeUsage = stream && body.Object("stream_options")?.Flag("include_usage") == true,
            Feature = FeatureTag.Read(body),
            Tags = TagNames.Read(body),
            EndUser = EndUserText.Read(body),
            Caching = AnswerCaching.Read(body),
            Settings = SettingsOf(body),
            OpenAi = OpenAiSettingsReader.Read(body),
        };
    }

    private static ChatOptions SettingsOf(RequestObject body)
    {
        var limit = body.Integer("max_completion_tokens", 1, int.MaxValue) ?? body.Integer("max_tokens", 1, int.MaxValue);
        var settings = new ChatOptions
        {
            MaxOutputTokens = (int?)limit,
            Temperature = body.Number("temperature", 0, 2),
            TopP = body.Number("top_p", 0, 1),
            FrequencyPenalty = body.Number("frequency_penalty", -2, 2),
            PresencePenalty = body.Number("presence_penalty", -2, 2),
            Seed = body.Integer("seed", long.MinValue, long.MaxValue),
            Reasoning = EffortOf(body),
            StopSequences = StopsOf(body),
            ResponseFormat = ResponseFormatReader.Read(body),
        };
        ToolReader.Read(body, settings);
        return settings;
    }

    private static int ChoicesOf(RequestObject body)
    {
        var choices = (int)(body.Integer("n", 1, MostChoices) ?? 1);
        // What it cites, and what its experiments count, are of one answer.
        if (choices > 1 && body.RequiredText("model").StartsWith(AskedAssistant.Prefix, StringComparison.Ordinal))
            throw RequestObject.Refused(OpenAiErrors.Unsupported(body.At("n"), "an assistant gives one answer to each request; send the request again for another."));
        return choices;
    }

    private static List<string> FallbacksOf(RequestObject body)
    {
        var fallbacks = body.Items("fallbacks").Select(item => RequestObject.TextOf(item.Value, item.Path)).ToList();
        return fallbacks.Count <= MostFallbacks ? fallbacks : throw RequestObject.Refused(OpenAiErrors.WrongValue("fallbacks", $"at most {MostFallbacks} models"));
    }

    private static void RefuseWhatWeCannot(RequestObject body)
    {
        body.Refuse("functions", "it is the old form of “tools”.", IsEmpty);
        body.Refuse("function_call", "it is the old form of “tool_choice”.");
        body.Refuse("prediction", "what is predicted wrongly would be billed on top of the answer.");
        body.Refuse("audio", "answers are text.");
        body.Refuse("modalities", "answers are text.", value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueEquals("text"u8)));
        body.Refuse("web_search_options", "models do not search the web by themselves here.");
        body.Refuse("store", "answers are not kept for later retrieval.", value => value.ValueKind == JsonValueKind.False);
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    private static List<string>? StopsOf(RequestObject body)
    {
        if (body.Find("stop") is not { } stop)
            return null;
        if (stop.ValueKind == JsonValueKind.String)
            return [RequestObject.TextOf(stop, "stop")];
        var stops = body.Items("stop").Select(item => RequestObject.TextOf(item.Value, item.Path)).ToList();
        return stops.Count <= MostStops ? stops : throw RequestObject.Refused(OpenAiErrors.WrongValue("stop", $"at most {MostStops} sequences"));
    }

    private static ReasoningOptions? EffortOf(RequestObject body) => body.Text("reasoning_effort") switch
    {
        null => null,
        "none" => new() { Effort = ReasoningEffort.None },
        "minimal" or "low" => new() { Effort = ReasoningEffort.Low },
        "medium" => new() { Effort = ReasoningEffort.Medium },
        "high" => new() { Effort = ReasoningEffort.High },
        "xhigh" => new() { Effort = ReasoningEffort.ExtraHigh },
        _ => throw RequestObject.Refused(OpenAiErrors.WrongValue("reasoning_effort", "none, minimal, low, medium, high or xhigh")),
    };
}
