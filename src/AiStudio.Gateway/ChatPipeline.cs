using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Guardrails;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.Gateway;

/// <summary>The order in which a chat call passes the stages: this list is the truth.</summary>
internal static class ChatPipeline
{
    /// <summary>Outermost first. The folders are named so that the alphabet is the running order.</summary>
    public static readonly IReadOnlyList<Stage> Stages =
    [
        new(typeof(AdmissionChatClient), (inner, services) => new AdmissionChatClient(inner, services.GetRequiredService<AdmissionGate>())),
        new(typeof(AuditChatClient), (inner, services) => new AuditChatClient(inner, services.GetRequiredService<CallRunner>())),
        new(typeof(BudgetChatClient), (inner, services) => new BudgetChatClient(inner, services.GetRequiredService<CallMeter>())),
        new(typeof(GuardrailChatClient), (inner, _) => new GuardrailChatClient(inner)),
        new(typeof(ResponseCacheChatClient), (inner, services) => new ResponseCacheChatClient(inner, services.GetRequiredService<AnswerCache>())),
        new(typeof(ModelRouterChatClient), (inner, services) => new ModelRouterChatClient(inner, services.GetRequiredService<CandidateTrial>())),
        new(typeof(UpstreamChatClient), (_, services) => ActivatorUtilities.CreateInstance<UpstreamChatClient>(services)),
    ];

    public static IChatClient Build(IServiceProvider services) => Fold(Stages, services);

    // The last stage, the upstream, wraps nothing.
    public static IChatClient Fold(IEnumerable<Stage> stages, IServiceProvider services) =>
        stages.Reverse().Aggregate((IChatClient)null!, (inner, stage) => stage.Wrap(inner, services));

    internal sealed record Stage(Type Type, Func<IChatClient, IServiceProvider, IChatClient> Wrap);
}
