using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts;
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
}
