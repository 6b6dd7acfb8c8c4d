using AiStudio.Gateway.Routing;

namespace AiStudio.Features.Models;

/// <summary>What stands behind an alias.</summary>
/// <param name="Strategy">How its answering candidates are put into order.</param>
/// <param name="Lists">The candidates of each list, by position.</param>
internal sealed record AliasRoute(RoutingStrategy Strategy, ILookup<CandidateList, ModelAliasCandidate> Lists);
