namespace AiStudio.Gateway.Routing;

/// <summary>Candidates in the order in which they are tried. Never empty.</summary>
/// <param name="Candidates">First choice first.</param>
public sealed record RoutePlan(IReadOnlyList<RouteCandidate> Candidates);
