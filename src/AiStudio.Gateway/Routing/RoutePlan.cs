namespace AiStudio.Gateway.Routing;

/// <summary>Who may answer a call, and how the one who does is chosen.</summary>
/// <param name="Candidates">As they are listed; never empty.</param>
public sealed record RoutePlan(IReadOnlyList<RouteCandidate> Candidates)
{
    /// <summary>How <see cref="Candidates"/> are put into order for each call.</summary>
    public RoutingStrategy Strategy { get; init; }

    /// <summary>Tried instead, in order, when a candidate says that the messages do not fit into its context window. Empty: the call ends there.</summary>
    public IReadOnlyList<RouteCandidate> ContextOverflow { get; init; } = [];

    /// <summary>Tried instead, in order, when a candidate refuses the content. Empty: the call ends there.</summary>
    public IReadOnlyList<RouteCandidate> ContentRefusal { get; init; } = [];

    /// <summary>The plans of what the call itself named to fall back on: their candidates follow, each plan's by its own strategy. Their lists do not count.</summary>
    public IReadOnlyList<RoutePlan> Fallbacks { get; init; } = [];

    /// <summary>Whoever may answer: money is set aside for the dearest of them.</summary>
    internal IReadOnlyList<RouteCandidate> All => ContextOverflow.Count + ContentRefusal.Count + Fallbacks.Count == 0
        ? Candidates
        : [.. Candidates, .. ContextOverflow, .. ContentRefusal, .. Fallbacks.SelectMany(plan => plan.Candidates)];

    internal RoutePlan Where(Func<RouteCandidate, bool> keep) => All.All(keep) ? this : this with
    {
        Candidates = [.. Candidates.Where(keep)],
        ContextOverflow = [.. ContextOverflow.Where(keep)],
        ContentRefusal = [.. ContentRefusal.Where(keep)],
        Fallbacks = [.. Fallbacks.Select(plan => plan.Where(keep))],
    };

    internal IReadOnlyList<RouteCandidate> InsteadOn(GatewayError error) =>
        error == GatewayErrors.ContextTooLong ? ContextOverflow
        : error == GatewayErrors.ContentRefused ? ContentRefusal
        : [];
}
