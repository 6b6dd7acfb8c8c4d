using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Retries;

namespace AiStudio.Gateway.Routing;

/// <summary>Stands before every try of a candidate: its breaker and its provider's retry budget.</summary>
internal sealed class AttemptGate(CircuitBreakers breakers, RetryBudgets budgets, TimeProvider time)
{
    /// <summary>The try, or why the candidate is passed over.</summary>
    /// <param name="call">The call.</param>
    /// <param name="candidate">What it would try.</param>
    /// <param name="firstAtProvider">Whether the call has not asked this provider before; otherwise it takes from the retry budget.</param>
    /// <param name="paid">Whether it has taken from it already, by <see cref="TryPayRetry"/>.</param>
    public (Attempt? Attempt, string? Reason) Enter(GatewayCall call, RouteCandidate candidate, bool firstAtProvider, bool paid)
    {
        var budget = budgets.Of(candidate);
        if (firstAtProvider)
            budget.Earn();
        if (breakers.Of(candidate).TryEnter() is not { } permit)
            return (null, CallAttempt.BreakerOpen);
        if (firstAtProvider || paid || budget.TrySpend())
            return (new Attempt(call, candidate, permit, time), null);
        permit.Release();
        return (null, CallAttempt.RetryBudgetSpent);
    }

    /// <summary>When every breaker is open: one try of the candidate that has been left alone longest, unless it has had that already.</summary>
    public Attempt? LastChance(GatewayCall call, IEnumerable<RouteCandidate> candidates)
    {
        var leastBad = candidates.MinBy(candidate => breakers.Of(candidate).Read().OpenedAt ?? DateTimeOffset.MinValue)!;
        return breakers.Of(leastBad).TryLastChance() is { } permit ? new Attempt(call, leastBad, permit, time) : null;
    }

    /// <summary>Takes what asking the same candidate again costs, if it may be asked again at all.</summary>
    public bool TryPayRetry(RouteCandidate candidate) =>
        breakers.Of(candidate).Read().State == BreakerState.Closed && budgets.Of(candidate).TrySpend();

    /// <summary>When the first of these breakers lets a call through again.</summary>
    public TimeSpan OpenFor(IEnumerable<RouteCandidate> candidates) => candidates.Min(candidate => breakers.Of(candidate).OpenFor);
}
