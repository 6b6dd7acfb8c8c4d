namespace AiStudio.Api.Resume;

internal static class ResumeModule
{
    public static void AddResume(this IServiceCollection services)
    {
        services.AddSingleton<AnswerStore>();
        services.AddSingleton<AnswerReplay>();
        services.AddSingleton<AnswerTapes>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerTapes>());
    }
}
