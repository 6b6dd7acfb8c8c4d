using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.ResponseCache;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>What a turn asks with. The number of a passage in a marker is its place in the list, from 1.</summary>
internal sealed record GatheredTurn(IReadOnlyList<ChatMessage> Messages, IReadOnlyList<RetrievedPassage> Passages, Guid PromptVersionId, PromptSettings Settings, int DurationMs, CachePolicy? Cache)
{
    /// <summary>The question that was searched for, when it was not the one that was asked.</summary>
    public string? SearchedFor { get; init; }

    /// <summary>The approved answer, when there is one: then it is the only passage, and no model is asked.</summary>
    public string? ApprovedAnswer { get; init; }

    /// <summary>What the trace of the call is told about it.</summary>
    public CallContext? Context { get; init; }

    /// <summary>The arm that answers, while the prompt's traffic is split.</summary>
    public Assignment? Assignment { get; init; }
}
