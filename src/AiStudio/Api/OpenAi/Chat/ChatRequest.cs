using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>A chat completion that is asked for, read and found in order.</summary>
internal sealed record ChatRequest
{
    /// <summary>An alias or a pinned id.</summary>
    public required string Model { get; init; }

    /// <summary>Aliases or pinned ids to go on with when nobody behind <see cref="Model"/> answers, in order.</summary>
    public required IReadOnlyList<string> Fallbacks { get; init; }

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>How many answers are asked for; more than one of a model only, not of an assistant.</summary>
    public int Choices { get; init; } = 1;

    public bool Stream { get; init; }

    /// <summary>Whether a stream ends with a chunk that tells the usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The tag that spend is reported under; null when the request names none.</summary>
    public required string? Feature { get; init; }

    /// <summary>For an assistant: only documents with one of these tags are read; none: all that it reads.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whom the program says it asks for.</summary>
    public string? EndUser { get; init; }

    /// <summary>Whether an answer that is known will do.</summary>
    public AnswerCaching Caching { get; init; } = AnswerCaching.Unsaid;

    /// <summary>For an assistant: the prompt version its messages begin with.</summary>
    public Guid? PromptVersionId { get; init; }

    /// <summary>For an assistant: what the trace of the call is told about it.</summary>
    public CallContext? Context { get; init; }

    /// <summary>For an assistant: what the numbers of citations point at, from 1.</summary>
    public IReadOnlyList<RetrievedPassage> Passages { get; init; } = [];

    /// <summary>For an assistant whose prompt's traffic is split: the arm that answers.</summary>
    public Assignment? Assignment { get; init; }

    /// <summary>What was asked of the answer; the gateway's options are made from it, for each call anew.</summary>
    public required ChatOptions Settings { get; init; }

    /// <summary>What was asked of OpenAI's protocol beside.</summary>
    public OpenAiSettings? OpenAi { get; init; }

    /// <summary>What the answer cites, once it is complete.</summary>
    public IReadOnlyList<Citation> CitationsIn(string answer) => Passages.Count == 0 ? [] : CitationReader.Read(answer, Passages);

    public GatewayChatOptions OptionsFor(GatewayCall call) => new(call)
    {
        MaxOutputTokens = Settings.MaxOutputTokens,
        Temperature = Settings.Temperature,
        TopP = Settings.TopP,
        FrequencyPenalty = Settings.FrequencyPenalty,
        PresencePenalty = Settings.PresencePenalty,
        // Under one seed several answers would be the same one.
        Seed = unchecked(Settings.Seed + call.Choice),
        Reasoning = Settings.Reasoning,
        StopSequences = Settings.StopSequences,
        ResponseFormat = Settings.ResponseFormat,
        Tools = Settings.Tools,
        ToolMode = Settings.Tools is null ? null : Settings.ToolMode,
        AllowMultipleToolCalls = Settings.Tools is null ? null : Settings.AllowMultipleToolCalls,
        OpenAi = OpenAi,
    };
}
