using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Routing.Retries;
using AiStudio.Gateway.Routing.Statistics;

namespace AiStudio.Gateway.Routing;

/// <summary>Stands before every try of a candidate: its breaker, its provider's retry budget, the money for another try, and a free place there.</summary>
internal sealed class AttemptGate(
    CircuitBreakers breakers, RetryBudgets budgets, ProviderQueues queues, RouteStatistics statistics, CallMeter meter, TimeProvider time)
{
    /// <summary>Asks for a try.</summary>
    /// <param name="call">The call.</param>
    /// <param name="candidate">What it would try.</param>
    /// <param name="firstAtProvider">Whether the call has not asked this provider before; otherwise it takes from the retry budget.</param>
    /// <param name="paid">Whether it has taken from it already, by <see cref="TryPayRetry"/>.</param>
    /// <param name="patience">How long it may wait for a place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<Entry> EnterAsync(
        GatewayCall call, RouteCandidate candidate, bool firstAtProvider, bool paid, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (breaker, budget) = (breakers.Of(candidate), budgets.Of(candidate));
        if (firstAtProvider)
            budget.Earn();
        if (!breaker.LetsThrough)
            return Entry.PassOver(CallAttempt.BreakerOpen);
        if (!firstAtProvider && !paid && !budget.TrySpend())
            return Entry.PassOver(CallAttempt.RetryBudgetSpent);
        if (!await meter.CoversAsync(call, candidate).ConfigureAwait(false))
            return Entry.PassOver(CallAttempt.BudgetSpent);
        return await TakePlaceAsync(call, candidate, breaker.TryEnter, patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When every breaker is open: one try of the candidate that has been left alone longest, unless it has had that already.</summary>
    public async ValueTask<Attempt?> LastChanceAsync(
        GatewayCall call, IEnumerable<RouteCandidate> candidates, TimeSpan patience, CancellationToken cancellationToken)
    {
        var leastBad = candidates.MinBy(candidate => breakers.Of(candidate).Read().OpenedAt ?? DateTimeOffset.MinValue)!;
        if (!await meter.CoversAsync(call, leastBad).ConfigureAwait(false))
            return null;
        var entry = await TakePlaceAsync(call, leastBad, breakers.Of(leastBad).TryLastChance, patience, cancellationToken).ConfigureAwait(false);
        return entry.Attempt;
    }

    /// <summary>Takes what asking the same candidate again costs, if it may be asked again at all.</summary>
    public bool TryPayRetry(RouteCandidate candidate) => breakers.Of(candidate).LetsThrough && budgets.Of(candidate).TrySpend();

    /// <summary>How the candidate stands before a call tries it.</summary>
    public ConsideredCandidate Consider(RouteCandidate candidate) => new(candidate.Connection.Name, candidate.ModelId, breakers.Of(candidate).Read().State);

    /// <summary>When the first of these breakers lets a call through again.</summary>
    public TimeSpan OpenFor(IEnumerable<RouteCandidate> candidates) => candidates.Min(candidate => breakers.Of(candidate).OpenFor);

    // The breaker is asked again after the wait: it may have opened meanwhile.
    private async ValueTask<Entry> TakePlaceAsync(
        GatewayCall call, RouteCandidate candidate, Func<BreakerPermit?> enter, TimeSpan patience, CancellationToken cancellationToken)
    {
        var queue = queues.Of(candidate);
        var began = time.GetTimestamp();
        if (!await queue.EnterAsync(call.Caller.OrganizationId, patience, cancellationToken).ConfigureAwait(false))
            return Entry.PassOver(GatewayErrors.TooManyCalls.Code, time.GetElapsedTime(began));
        var queuedFor = time.GetElapsedTime(began);
        if (enter() is { } permit)
            return new(new Attempt(call, candidate, permit, queue, statistics.Of(candidate), queuedFor, time), null, queuedFor);
        queue.Leave();
        return Entry.PassOver(CallAttempt.BreakerOpen, queuedFor);
    }
}
