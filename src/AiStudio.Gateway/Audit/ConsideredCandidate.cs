using AiStudio.Gateway.Routing.Breakers;

namespace AiStudio.Gateway.Audit;

/// <summary>A candidate as routing found it, in the order in which it would be tried.</summary>
/// <param name="Provider">The provider connection's name.</param>
/// <param name="ModelId">The pinned model id.</param>
/// <param name="Breaker">How its breaker stood.</param>
public sealed record ConsideredCandidate(string Provider, string ModelId, BreakerState Breaker);
