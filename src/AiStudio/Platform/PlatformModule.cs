using AiStudio.Platform.Data;
using AiStudio.Platform.Http;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Secrets;
using AiStudio.Platform.Telemetry;

namespace AiStudio.Platform;

internal static class PlatformModule
{
    public static void AddPlatform(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<StudioOptions>(StudioOptions.Section);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddProxies();
        builder.AddOutbound();
        builder.AddHttpEdge();
        builder.AddTelemetry();
        builder.AddMetrics();
        builder.AddOtlp();
        builder.AddSecrets();
        builder.AddData();
        builder.AddMail();
        builder.AddStudioIdentity();
        builder.Services.AddScoped<CallerAccessor>();
    }
}
