using AiStudio.Features.Quality.Folding;
using AiStudio.Features.Quality.Reports;
using AiStudio.Features.Quality.Rules;

namespace AiStudio.Features.Quality;

internal static class QualityModule
{
    public static void AddQuality(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<QualityReports>();
        services.AddSingleton<QualityThresholds>();
        services.AddSingleton<FoldCalls>();
        services.AddHostedService(provider => provider.GetRequiredService<FoldCalls>());
        services.AddSingleton<QualityWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<QualityWatch>());
    }
}
