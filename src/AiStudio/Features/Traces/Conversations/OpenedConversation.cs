using AiStudio.Features.Chat;

namespace AiStudio.Features.Traces.Conversations;

/// <summary>The active branch of a conversation, from its first message to its last.</summary>
/// <param name="Title">As its list names it; may be empty.</param>
/// <param name="Assistant">The name of who answers.</param>
/// <param name="Person">Whose it is; null when they have no name any more.</param>
/// <param name="TurnId">The turn that led here. It may be on another branch: somebody asked again.</param>
/// <param name="Messages">At least one.</param>
internal sealed record OpenedConversation(string Title, string Assistant, string? Person, Guid TurnId, IReadOnlyList<OpenedMessage> Messages)
{
    /// <summary>The turn, from its question on; nothing when it is not on the branch.</summary>
    public IReadOnlyList<OpenedMessage> Marked { get; } =
        [.. Messages.Where((message, at) => message.TurnId == TurnId || (message.Role == MessageRole.User && at + 1 < Messages.Count && Messages[at + 1].TurnId == TurnId))];
}
