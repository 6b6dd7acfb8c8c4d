using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Features.Prompts;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Evals.Running;

/// <summary>Finds out whether a run can be, and what it would cost.</summary>
internal sealed class RunPlanner(IRouteTable routes, IOptions<GatewayOptions> options)
{
    /// <summary>A run that can be started.</summary>
    internal sealed record Planned(SuiteState State, long EstimateNanoUsd)
    {
        public RunPlan Plan => new(State.Cases.Count, State.Suite.Repeats, EstimateNanoUsd, State.Suite.BudgetNanoUsd, State.Model);
    }

    /// <summary>
    /// Errors: <c>no_eval_suite</c>, <c>no_prompt_version</c> (not found); <c>eval_no_cases</c>, <c>eval_needs_judge</c>, <c>model_not_found</c>, <c>price_unknown</c> (invalid).
    /// </summary>
    public async Task<Result<Planned>> PlanAsync(StudioDb db, RunRequest request, CancellationToken cancellationToken)
    {
        var suite = await db.Set<EvalSuite>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.SuiteId && row.ArchivedAt == null, cancellationToken);
        if (suite is null)
            return SuiteLibrary.NotFound;
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.VersionId && row.PromptId == suite.PromptId, cancellationToken);
        if (version is null)
            return Error.NotFound("no_prompt_version", "The suite's prompt has no such version.");
        var state = await SuiteState.ReadAsync(db, routes, suite, version, request.Model, cancellationToken);
        if (state.Cases.Count == 0)
            return Error.Invalid("eval_no_cases", "The suite has no cases yet. Write one, or import a file.");
        if (state.Plan is not { } plan)
            return Error.Invalid("model_not_found", $"There is no model or alias {state.Model}.");
        if (plan.Candidates.All(candidate => candidate.Price is null))
            return Error.Invalid("price_unknown", $"No price is known for {state.Model}, so a run of it cannot be metered.");
        var rerankers = await RerankModels.OfAsync(db, suite.KnowledgeBaseIds, cancellationToken);
        var asked = await RunRoutes.ReadAsync(routes, SuiteState.CallerOf(db), plan, state.JudgePlan, rerankers, cancellationToken);
        var estimate = new RunEstimate(asked, version, suite, options.Value.DefaultMaxOutputTokens);
        var total = 0L;
        await foreach (var row in db.Set<EvalCase>().AsNoTracking().Where(row => row.SuiteId == suite.Id && row.ArchivedAt == null).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (state.Judge is null && row.Checks.Any(check => check.NeedsJudge))
                return Error.Invalid("eval_needs_judge", "Some cases are decided by a judge. Choose the suite's judge first.");
            total += suite.Repeats * estimate.Of(row.Content);
        }

        return new Planned(state, total);
    }
}
