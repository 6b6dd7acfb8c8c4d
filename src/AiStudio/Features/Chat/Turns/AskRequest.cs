namespace AiStudio.Features.Chat.Turns;

/// <summary>
/// A question. Without a conversation it begins one. Its parent is the answer it follows: null follows the active path,
/// <see cref="Guid.Empty"/> begins anew at the root (an edited first question). Without an assistant the conversation's, or the
/// default one, answers; <see cref="Model"/> is an alias or pinned id instead of the assistant's.
/// A request that may be made twice names its turn: the second time the first one's turn is told, and nothing is asked.
/// </summary>
internal sealed record AskRequest(Guid? ConversationId, Guid? ParentMessageId, string Text, Guid? AssistantId = null, string? Model = null, Guid? TurnId = null)
{
    /// <summary>Only documents with one of these tags are read from this question on; none lifts that, null leaves it as it is in the conversation.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The key of the program that asks, whose budgets hold beside its person's; null for the person themselves.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>Whether the door it came by has counted it for the limits of a minute, as all under <c>/api</c> do.</summary>
    public bool IsCounted { get; init; }
}
