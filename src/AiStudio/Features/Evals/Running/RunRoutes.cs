using AiStudio.Features.Models;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;

namespace AiStudio.Features.Evals.Running;

/// <summary>Who may be asked in a run.</summary>
/// <param name="Answer">For the answers.</param>
/// <param name="Judge">For verdicts; <see langword="null"/> when the suite has no judge.</param>
/// <param name="Rewrite">For a follow-up question in words of its own; <see langword="null"/> for nobody.</param>
/// <param name="Embedding">For vectors; <see langword="null"/> for nobody.</param>
/// <param name="Rerank">For the order of what was found: one plan for each time that a search asks a model.</param>
internal sealed record RunRoutes(RoutePlan Answer, RoutePlan? Judge, RoutePlan? Rewrite, RoutePlan? Embedding, IReadOnlyList<RoutePlan> Rerank)
{
    public static async Task<RunRoutes> ReadAsync(
        IRouteTable routes, GatewayCaller caller, RoutePlan answer, RoutePlan? judge, IReadOnlyList<string> rerankModels, CancellationToken cancellationToken)
    {
        var rerank = new List<RoutePlan>();
        foreach (var model in rerankModels)
        {
            // A search goes on without one that is not there any more.
            if (await routes.ResolveAsync(caller, model, cancellationToken) is { } plan)
                rerank.Add(plan);
        }

        return new(answer, judge, await routes.ResolveAsync(caller, ModelAlias.Fast, cancellationToken), await routes.ResolveAsync(caller, ModelAlias.Embedding, cancellationToken), rerank);
    }
}
