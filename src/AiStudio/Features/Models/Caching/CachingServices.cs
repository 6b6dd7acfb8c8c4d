using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Features.Models.Caching;

internal static class CachingServices
{
    public static void AddCaching(this IServiceCollection services)
    {
        services.AddSingleton<IResponseStore, ResponseStore>();
        services.AddSingleton<ISemanticReviews, SemanticReviews>();
        services.AddSingleton<RemoveCachedAnswers>();
        services.AddHostedService(provider => provider.GetRequiredService<RemoveCachedAnswers>());
        services.AddSingleton<CachingSettings>();
        services.AddSingleton<CachingReport>();
        services.AddSingleton<SemanticHits>();
    }
}
