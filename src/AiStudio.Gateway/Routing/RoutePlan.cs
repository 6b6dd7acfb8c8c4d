namespace AiStudio.Gateway.Routing;

/// <summary>Candidates in the order in which they are tried. Never empty.</summary>
/// <param name="Candidates">First choice first.</param>
public sealed record RoutePlan(IReadOnlyList<RouteCandidate> Candidates)
{
    /// <summary>Tried instead, in order, when a candidate says that the messages do not fit into its context window. Empty: the call ends there.</summary>
    public IReadOnlyList<RouteCandidate> ContextOverflow { get; init; } = [];

    /// <summary>Tried instead, in order, when a candidate refuses the content. Empty: the call ends there.</summary>
    public IReadOnlyList<RouteCandidate> ContentRefusal { get; init; } = [];

    /// <summary>Whoever may answer: money is set aside for the dearest of them.</summary>
    internal IReadOnlyList<RouteCandidate> All => [.. Candidates, .. ContextOverflow, .. ContentRefusal];

    internal RoutePlan Where(Func<RouteCandidate, bool> keep) => new([.. Candidates.Where(keep)])
    {
        ContextOverflow = [.. ContextOverflow.Where(keep)],
        ContentRefusal = [.. ContentRefusal.Where(keep)],
    };

    internal IReadOnlyList<RouteCandidate> InsteadOn(GatewayError error) =>
        error == GatewayErrors.ContextTooLong ? ContextOverflow
        : error == GatewayErrors.ContentRefused ? ContentRefusal
        : [];
}
