using AiStudio.Features.Jobs;
using AiStudio.Features.Traces.Backtests;
using AiStudio.Features.Traces.Backtests.Judging;

namespace AiStudio.Features.Traces.Replay;

internal static class ReplayModule
{
    public static void AddReplay(this IServiceCollection services)
    {
        services.AddSingleton<ReplayBuilder>();
        services.AddSingleton<ReplayRunner>();
        services.AddSingleton<ReplayReader>();
        services.AddSingleton<ReplayDesk>();
        services.AddSingleton<IJobHandler, RunReplay>();
        services.AddSingleton<BacktestPlanner>();
        services.AddSingleton<PairJudge>();
        services.AddSingleton<BacktestDesk>();
        services.AddSingleton<BacktestReader>();
        services.AddSingleton<IJobHandler, RunBacktest>();
    }
}
