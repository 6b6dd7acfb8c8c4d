using AiStudio.Shell.Controls;

namespace AiStudio.Features.Notifications;

internal static class NotificationsModule
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NotificationService>();
        builder.Services.AddSingleton<NotificationSignals>();
        builder.Services.AddSingleton(new RailWidget(typeof(NotificationBell)));
    }
}
