using System.Collections.Concurrent;

namespace AiStudio.Gateway.Routing.Retries;

/// <summary>The retry budget of each provider connection on this node.</summary>
internal sealed class RetryBudgets
{
    private readonly ConcurrentDictionary<Guid, RetryBudget> _budgets = new();

    public RetryBudget Of(RouteCandidate candidate) => _budgets.GetOrAdd(candidate.Connection.Id, static _ => new());
}
