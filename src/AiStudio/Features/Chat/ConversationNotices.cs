using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Chat;

/// <summary>How nodes tell one another that a conversation changed: <c>organization person conversation [turn]</c>.</summary>
internal static class ConversationNotices
{
    public const string Topic = "conversation";

    public static readonly ConversationChanged Missed = new(Guid.Empty, null);

    public static Task NotifyConversationAsync(this StudioDb db, Guid conversationId, Guid? turnId, CancellationToken cancellationToken) =>
        db.NotifyAsync(Topic, $"{db.Scope.OrganizationId} {db.Scope.UserId} {conversationId} {turnId}".TrimEnd(), cancellationToken);

    /// <summary>The change, if it is that person's.</summary>
    public static ConversationChanged? Read(string payload, TenantScope scope) =>
        payload.Split(' ') is [var organization, var user, var conversation, .. var turn]
        && Guid.TryParse(organization, out var organizationId) && organizationId == scope.OrganizationId
        && Guid.TryParse(user, out var userId) && userId == scope.UserId
        && Guid.TryParse(conversation, out var conversationId)
            ? new ConversationChanged(conversationId, turn is [var id] && Guid.TryParse(id, out var turnId) ? turnId : null)
            : null;
}
