using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Routing.Retries;
using AiStudio.Gateway.Routing.Statistics;
using AiStudio.Gateway.Upstream;
using AiStudio.Gateway.Upstream.Local;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayModule
{
    /// <summary>
    /// Registers the pipeline as the one <see cref="IChatClient"/> and the one embedding generator, both singletons, and validates
    /// <see cref="GatewayOptions"/> and <see cref="LocalModelOptions"/> at start. The host supplies <see cref="TimeProvider"/>, logging,
    /// <see cref="Budgets.ISpendLedger"/>, <see cref="Audit.ICallLog"/> and <see cref="Routing.IRouteTable"/>, binds the options to its
    /// configuration, and may register its own <see cref="IResponseStore"/> and <see cref="ISemanticReviews"/> (else no answer is kept), its own <see cref="ICallTraces"/>, its own <see cref="IOutboundHttp"/> before or after, and its own <see cref="Random"/> (a seeded one to replay a run).
    /// </summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().ValidateOnStart();
        services.AddOptions<LocalModelOptions>().ValidateOnStart();
        services.TryAddSingleton<IOutboundHttp, DirectOutboundHttp>();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<IValidateOptions<LocalModelOptions>, LocalModelOptionsValidator>();
        services.TryAddSingleton<ICallTraces, NoCallTraces>();
        services.AddSingleton<DurableWrite>();
        services.AddSingleton<ConcurrencyLimits>();
        services.AddSingleton<AdmissionGate>();
        services.AddSingleton<CallRecorder>();
        services.AddSingleton<CallRunner>();
        services.AddSingleton<IRunningCalls>(provider => provider.GetRequiredService<CallRunner>());
        services.AddSingleton<HeldCalls>();
        services.AddSingleton<IHeldCalls>(provider => provider.GetRequiredService<HeldCalls>());
        services.AddSingleton<CallMeter>();
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<SharedRandom>();
        services.AddSingleton<BackOff>();
        services.AddSingleton<RetryBudgets>();
        services.AddSingleton(provider => new CircuitBreakers(provider.GetRequiredService<IOptions<GatewayOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProviderQueues>();
        services.AddSingleton(provider => new RouteStatistics(
            provider.GetRequiredService<CircuitBreakers>(), provider.GetRequiredService<ProviderQueues>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AttemptGate>();
        services.AddSingleton<CandidateOrder>();
        services.AddSingleton<CandidateTrial>();
        services.AddSingleton<AdapterFactory>();
        services.AddSingleton<CreateAdapter>(provider => provider.GetRequiredService<AdapterFactory>().Create);
        services.AddSingleton<ProviderClients>();
        services.AddSingleton<EmbeddingUpstream>();
        services.AddSingleton<ExtractiveChatClient>();
        services.AddSingleton<HashingEmbeddingGenerator>();
        services.TryAddSingleton<IResponseStore, NoResponseStore>();
        services.TryAddSingleton<ISemanticReviews, NoSemanticReviews>();
        services.AddSingleton<AnswerJudge>();
        // The pipeline asks itself again, so it is looked for when that happens.
        services.AddSingleton(provider => new SemanticRecheck(provider.GetRequiredService<IChatClient>, provider.GetRequiredService<AnswerJudge>(), provider.GetRequiredService<ISemanticReviews>()));
        services.AddSingleton<SemanticCache>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<IChatClient>(ChatPipeline.Build);
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>, EmbeddingPipeline>();
        return services;
    }
}
