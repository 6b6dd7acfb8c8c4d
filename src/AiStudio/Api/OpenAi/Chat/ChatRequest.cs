using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>A chat completion that is asked for, read and found in order.</summary>
internal sealed class ChatRequest
{
    /// <summary>An alias or a pinned id.</summary>
    public required string Model { get; init; }

    /// <summary>Aliases or pinned ids to go on with when nobody behind <see cref="Model"/> answers, in order.</summary>
    public required IReadOnlyList<string> Fallbacks { get; init; }

    public required List<ChatMessage> Messages { get; init; }

    public bool Stream { get; init; }

    /// <summary>Whether a stream ends with a chunk that tells the usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The tag that spend is reported under.</summary>
    public required string Feature { get; init; }

    /// <summary>What was asked of the answer; the gateway's options are made from it, for each call anew.</summary>
    public required ChatOptions Settings { get; init; }

    public GatewayChatOptions OptionsFor(GatewayCall call) => new(call)
    {
        MaxOutputTokens = Settings.MaxOutputTokens,
        Temperature = Settings.Temperature,
        TopP = Settings.TopP,
        FrequencyPenalty = Settings.FrequencyPenalty,
        PresencePenalty = Settings.PresencePenalty,
        Seed = Settings.Seed,
        Reasoning = Settings.Reasoning,
        StopSequences = Settings.StopSequences,
        ResponseFormat = Settings.ResponseFormat,
        Tools = Settings.Tools,
        ToolMode = Settings.ToolMode,
        AllowMultipleToolCalls = Settings.AllowMultipleToolCalls,
    };
}
