using AiStudio.Features.Jobs;

namespace AiStudio.Api.Background;

internal static class BackgroundModule
{
    public static void AddBackground(this IServiceCollection services)
    {
        services.AddSingleton<OfflineChat>();
        services.AddSingleton<BackgroundRequests>();
        services.AddSingleton<BackgroundAnswers>();
        services.AddSingleton<JobFollowing>();
        services.AddSingleton<IJobHandler, AnswerInBackground>();
        services.AddHostedService<RemoveExpiredRequests>();
    }
}
