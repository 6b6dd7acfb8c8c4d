using AiStudio.Features.Notifications.Alerts;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.Notifications;

internal static class NotificationsModule
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<NotificationService>();
        services.AddSingleton<NotificationSignals>();
        services.AddSingleton<NotificationFeed>();
        services.AddSingleton(new RailWidget(typeof(NotificationBell)));
        services.AddSingleton<AlertList>();
        services.AddSingleton<AlertChannels>();
        services.AddSingleton<AlertPost>();
        services.AddSingleton<DeliverAlerts>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliverAlerts>());
    }
}
