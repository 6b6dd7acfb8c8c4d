using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Evals.Playground;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Jobs;

namespace AiStudio.Features.Evals;

internal static class EvalsModule
{
    /// <summary>What calls of evaluations are reported under.</summary>
    public const string Feature = "evals";

    public static void AddEvals(this WebApplicationBuilder builder)
    {
        builder.Services.AddEvals();
        builder.AddPlayground();
        builder.Services.AddSingleton<AutomaticRuns>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AutomaticRuns>());
        builder.Services.AddSingleton<ScoreSampledAnswers>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ScoreSampledAnswers>());
    }

    /// <summary>The services alone, for a host that serves no requests.</summary>
    public static void AddEvals(this IServiceCollection services)
    {
        services.AddSingleton<SuiteLibrary>();
        services.AddSingleton<SuiteDesk>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<CaseExchange>();
        services.AddSingleton<CaseFromTraffic>();
        services.AddSingleton<VersionReference>();
        services.AddSingleton<RunPlanner>();
        services.AddSingleton<RunDesk>();
        services.AddSingleton<RunLibrary>();
        services.AddSingleton<RunComparison>();
        services.AddSingleton<Evidence>();
        services.AddSingleton<JudgeLibrary>();
        services.AddSingleton<JudgeDesk>();
        services.AddSingleton<Calibration>();
        services.AddSingleton<JudgeCall>();
        services.AddSingleton<SampledAnswers>();
        services.AddSingleton<CaseAsker>();
        services.AddSingleton<CaseTrial>();
        services.AddSingleton<RunEnding>();
        services.AddSingleton<IJobHandler, RunSuite>();
    }
}
