using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Chat;

/// <summary>What a prompt is looked at with: the caller's own conversations, along their active path.</summary>
internal sealed class OwnConversations(ConversationService conversations) : IOwnConversations
{
    private const int Most = 20;

    public async Task<IReadOnlyList<OwnConversation>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var page = await conversations.ListAsync(caller, new ConversationQuery(Limit: Most), cancellationToken);
        return [.. page.Pinned.Concat(page.Rows).Select(row => new OwnConversation(row.Id, row.Title))];
    }

    public async Task<IReadOnlyList<SaidMessage>> ReadAsync(Caller caller, Guid conversationId, CancellationToken cancellationToken) =>
        (await conversations.GetAsync(caller, conversationId, cancellationToken)).Value is { } found
            ? [.. found.Messages.Where(message => message.Text.Length > 0).Select(message => new SaidMessage(message.Role == MessageRole.Assistant, message.Text))]
            : [];
}
