namespace AiStudio.Features.Notifications;

/// <summary>What a person is told, and where to go on after it.</summary>
/// <param name="Place">After it.</param>
/// <param name="Notification">Null where the telling begins: nothing is told yet.</param>
internal sealed record ToldNotification(NotificationPlace Place, Notification? Notification);
