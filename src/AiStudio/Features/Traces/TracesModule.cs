using AiStudio.Features.Evals;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Backtests;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Conversations;
using AiStudio.Features.Traces.Detail;
using AiStudio.Features.Traces.Recording;
using AiStudio.Features.Traces.Replay;
using AiStudio.Features.Traces.Retention;
using AiStudio.Features.Traces.Settings;
using AiStudio.Features.Traces.Views;
using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Traces;

internal static class TracesModule
{
    /// <summary>Before spend: services stop in the opposite order, and the last calls are cut and kept when spend stops.</summary>
    public static void AddTraces(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<TraceQueue>();
        services.AddSingleton<ICallTraces>(provider => provider.GetRequiredService<TraceQueue>());
        services.AddHostedService<TraceWriter>();
        services.AddReplay();
        services.AddSingleton<TraceList>();
        services.AddSingleton<FilterChoiceList>();
        services.AddSingleton<SavedViewDesk>();
        services.AddSingleton<TraceReader>();
        services.AddSingleton<ITracedCalls, CallsForCases>();
        services.AddSingleton<GlassDesk>();
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<PolicyDesk>();
        services.AddSingleton<RetentionDesk>();
        services.AddHostedService<RemoveExpiredTraces>();
    }

    public static void MapTraces(this WebApplication app) => BacktestExport.Map(app);
}
