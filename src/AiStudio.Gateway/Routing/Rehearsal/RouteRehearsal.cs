using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>
/// Plays one streamed call through the gateway's own stages (admission, budgets, routing, upstream) with acting models and a clock that leaps:
/// what it shows is what the same code does to a real call. It knows nothing of the running gateway: breakers are closed, nobody else is calling.
/// Good for one call; make a new one, in services of its own, for each.
/// </summary>
public sealed class RouteRehearsal
{
    private static readonly Type[] s_stages = [typeof(AdmissionChatClient), typeof(BudgetChatClient), typeof(ModelRouterChatClient), typeof(UpstreamChatClient)];

    private readonly IServiceProvider _services;

    internal RouteRehearsal(IServiceProvider services) => _services = services;

    /// <summary>Plays the call.</summary>
    /// <param name="model">What is asked for.</param>
    /// <param name="plan">The candidates, in whatever order the plan's strategy then makes of them. Each model id at one connection stands there once.</param>
    /// <param name="conduct">How each candidate behaves.</param>
    /// <param name="cancellationToken">Ends the play.</param>
    public async Task<RehearsedCall> PlayAsync(string model, RoutePlan plan, Func<RouteCandidate, Conduct> conduct, CancellationToken cancellationToken)
    {
        var clock = (LeapingClock)_services.GetRequiredService<TimeProvider>();
        var began = clock.GetUtcNow();
        _services.GetRequiredService<RehearsalRoute>().Plan = plan with
        {
            Candidates = [.. plan.Candidates.Select(Priced)],
            ContextOverflow = [.. plan.ContextOverflow.Select(Priced)],
            ContentRefusal = [.. plan.ContentRefusal.Select(Priced)],
        };
        var cast = _services.GetRequiredService<RehearsalCast>();
        foreach (var candidate in plan.All)
            cast.Conducts[(candidate.Connection.Id, candidate.ModelId)] = conduct(candidate);
        foreach (var candidate in plan.All.Where(candidate => conduct(candidate) == Conduct.BreakerOpen))
            Trip(candidate);

        using var call = new GatewayCall(new GatewayCaller(Guid.Empty, null, null, "rehearsal"), model);
        var pipeline = ChatPipeline.Fold(ChatPipeline.Stages.Where(stage => s_stages.Contains(stage.Type)), _services);
        GatewayException? failure = null;
        var shown = false;
        await clock.RunAsync(async () =>
        {
            try
            {
                await foreach (var update in pipeline.GetStreamingResponseAsync("A question.", new GatewayChatOptions(call), cancellationToken).ConfigureAwait(false))
                    shown |= update.Text.Length > 0;
            }
            catch (GatewayException thrown)
            {
                failure = thrown;
            }
        }, cancellationToken).ConfigureAwait(false);
        return new([.. call.Attempts], began, clock.GetUtcNow() - began, failure, shown);

        RouteCandidate Priced(RouteCandidate candidate) => conduct(candidate) == Conduct.Unpriced ? candidate with { Price = null } : candidate;
    }

    private void Trip(RouteCandidate candidate)
    {
        var breaker = _services.GetRequiredService<CircuitBreakers>().Of(candidate);
        for (var failure = 0; failure < _services.GetRequiredService<IOptions<GatewayOptions>>().Value.BreakerMinimumCalls; failure++)
            breaker.TryEnter()?.Conclude(failed: true);
    }
}
