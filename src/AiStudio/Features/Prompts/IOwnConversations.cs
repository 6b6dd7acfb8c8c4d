using AiStudio.Platform.Identity;

namespace AiStudio.Features.Prompts;

/// <summary>A person's own conversations, to look at a prompt with. The feature that keeps conversations gives them.</summary>
internal interface IOwnConversations
{
    /// <summary>The latest, the pinned ones first.</summary>
    Task<IReadOnlyList<OwnConversation>> ListAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>What was said, the oldest first; empty when the caller has no such conversation.</summary>
    Task<IReadOnlyList<SaidMessage>> ReadAsync(Caller caller, Guid conversationId, CancellationToken cancellationToken);
}
