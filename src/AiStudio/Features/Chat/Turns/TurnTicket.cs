using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Which turn: enough to write to it.</summary>
internal sealed record TurnKey(TenantScope Scope, Guid ConversationId, Guid TurnId, Guid AnswerId);

/// <summary>Everything a node needs to run a turn, as it stood when the turn began.</summary>
internal sealed record TurnTicket(TurnKey Key, Guid QuestionId, Guid? HistoryFrom, string Question, Guid AssistantId, Guid PromptId, string Model, string Feature, int TopK)
{
    /// <summary>Whether a new answer is wanted, not one that is known.</summary>
    public bool Fresh { get; init; }

    /// <summary>Which documents it is answered from.</summary>
    public SearchFilter Filter { get; init; } = new();

    /// <summary>The key of the program that asks, if one does.</summary>
    public Guid? ApiKeyId { get; init; }
}
