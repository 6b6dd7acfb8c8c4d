using AiStudio.Features.ActivityLog.Browsing;

namespace AiStudio.Features.ActivityLog;

internal static class ActivityLogModule
{
    public static void AddActivityLog(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ActivityBrowser>();

    public static void MapActivityLog(this WebApplication app) => ActivityExport.Map(app);
}
