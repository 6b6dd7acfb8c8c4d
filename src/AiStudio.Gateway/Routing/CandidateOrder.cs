using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Routing.Statistics;

namespace AiStudio.Gateway.Routing;

/// <summary>Puts a plan's candidates into the order in which a call tries them. An open breaker is no matter here: the walk puts such a candidate off by itself.</summary>
internal sealed class CandidateOrder(SharedRandom random, ProviderQueues queues, RouteStatistics statistics)
{
    /// <summary>By the plan's strategy, and then by that of each fallback; nobody twice.</summary>
    public IReadOnlyList<RouteCandidate> Of(RoutePlan plan, GatewayCall call) => plan.Fallbacks.Count == 0
        ? Arranged(plan, call)
        : [.. plan.Fallbacks.Prepend(plan).SelectMany(each => Arranged(each, call)).DistinctBy(candidate => (candidate.Connection.Id, candidate.ModelId))];

    private IReadOnlyList<RouteCandidate> Arranged(RoutePlan plan, GatewayCall call) => plan.Candidates.Count == 1 ? plan.Candidates : plan.Strategy switch
    {
        RoutingStrategy.Weighted => [.. plan.Candidates.OrderBy(Lot)],
        RoutingStrategy.LeastBusy => [.. plan.Candidates.OrderBy(Load)],
        RoutingStrategy.Fastest => Fastest(plan.Candidates, call.Streamed),
        RoutingStrategy.Cheapest => [.. plan.Candidates.OrderByDescending(candidate => Fits(candidate, call)).ThenBy(candidate => WorstCaseOf(candidate, call))],
        _ => plan.Candidates,
    };

    // A race of exponential clocks: the first to ring is each one with its weight's share, and so on among the rest. Weight 0 never rings.
    private double Lot(RouteCandidate candidate) =>
        candidate.Weight == 0 ? double.PositiveInfinity : -Math.Log(1 - random.NextFraction()) / candidate.Weight;

    private int Load(RouteCandidate candidate)
    {
        var (running, waiting) = queues.Of(candidate).Load;
        return running + waiting;
    }

    private IReadOnlyList<RouteCandidate> Fastest(IReadOnlyList<RouteCandidate> candidates, bool stream)
    {
        var explored = candidates.FirstOrDefault(candidate => statistics.Of(candidate).TryExplore(stream));
        return [.. candidates.OrderBy(candidate => candidate == explored ? TimeSpan.Zero : statistics.Of(candidate).RecentPace(stream) ?? TimeSpan.MaxValue)];
    }

    private static bool Fits(RouteCandidate candidate, GatewayCall call) =>
        call.Input.Likely + OutputOf(candidate, call) <= candidate.ContextWindow;

    private static long WorstCaseOf(RouteCandidate candidate, GatewayCall call) =>
        candidate.Price!.WorstCase(call.Input.Bound, OutputOf(candidate, call));

    private static int OutputOf(RouteCandidate candidate, GatewayCall call) => Math.Min(call.MaxOutputTokens ?? 0, candidate.MaxOutputTokens);
}
