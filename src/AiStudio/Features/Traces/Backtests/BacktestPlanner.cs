using AiStudio.Features.Evals;
using AiStudio.Features.Prompts;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Replay;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>Finds the calls of a backtest, by the query of the list of traces, and says what they may cost at most.</summary>
internal sealed class BacktestPlanner(IRouteTable routes, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>
    /// Errors: <c>nothing_else</c>, <c>no_calls</c> (conflict), <c>no_version</c>, <c>no_judge</c>, <c>model_not_found</c> (not found), <c>price_unknown</c>, <c>filter_invalid</c>,
    /// <c>range_invalid</c>.
    /// </summary>
    public async Task<Result<BacktestPlan>> PlanAsync(StudioDb db, GatewayCaller caller, BacktestDraft draft, CancellationToken cancellationToken)
    {
        if (draft is { VersionId: null, Model: null })
            return Error.Conflict("nothing_else", "Choose another version or another model; with neither it is the same again.");
        if (draft.Filter.Most is < 1 or > BacktestFilter.Limit || draft.Filter.Query.Length > BacktestFilter.LongestQuery)
            return Error.Invalid("range_invalid", $"A backtest has 1 to {BacktestFilter.Limit:#,0} calls, and a filter of at most {BacktestFilter.LongestQuery:#,0} characters.");
        var filter = TraceAddress.FilterOfQuery(draft.Filter.Query, time.GetUtcNow());
        if (!filter.Succeeded)
            return filter.Error;
        var version = draft.VersionId is { } id ? await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) : null;
        if (draft.VersionId is not null && version is null)
            return Error.NotFound("no_version", "There is no such version.");
        var judge = draft.JudgeId is { } judgeId ? await db.Set<EvalJudge>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == judgeId && row.ArchivedAt == null, cancellationToken) : null;
        if (draft.JudgeId is not null && judge is null)
            return JudgeLibrary.NotFound;
        var search = await TraceSearch.BeginAsync(db, filter.Value, cancellationToken);
        var rows = search.Among is [] ? [] : await FindAsync(db, search, draft.Filter.Most, version?.PromptId, cancellationToken);
        var open = rows.Where(row => row.Open).ToList();
        if (open.Count == 0)
            return Error.Conflict("no_calls", rows.Count == 0
                ? "No call is like that. Choose other days or another filter."
                : $"There are {rows.Count:#,0} such calls, but none whose texts are kept and open to you: private chats are opened in their traces first.");
        var priced = await PriceAsync(caller, draft, version, judge, open, cancellationToken);
        return priced.Succeeded
            ? new BacktestPlan(priced.Value, rows.Count - open.Count, open.Sum(row => row.CostNanoUsd)) { Judge = judge, Note = search.Note }
            : priced.Error;
    }

    private async Task<Result<IReadOnlyList<PlannedCall>>> PriceAsync(
        GatewayCaller caller, BacktestDraft draft, PromptVersion? version, EvalJudge? judge, List<Row> rows, CancellationToken cancellationToken)
    {
        var judging = judge is null ? null : await ResolveAsync(caller, judge.Model, cancellationToken);
        if (judging is { Succeeded: false })
            return judging.Error;
        var calls = new Dictionary<Guid, PlannedCall>();
        foreach (var group in rows.GroupBy(row => draft.Model ?? row.Model))
        {
            var plan = await ResolveAsync(caller, group.Key, cancellationToken);
            if (!plan.Succeeded)
                return plan.Error;
            var estimate = new BacktestEstimate(plan.Value, version?.Settings.MaxOutputTokens ?? options.Value.DefaultMaxOutputTokens, judging?.Value, judge?.Rubric);
            foreach (var row in group)
                calls[row.Id] = new PlannedCall(row.Id, estimate.OfAnswer(row.InputTokens), estimate.OfJudge(row.InputTokens, row.OutputTokens));
        }

        return rows.ConvertAll(row => calls[row.Id]);
    }

    private async Task<Result<RoutePlan>> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken)
    {
        if (await routes.ResolveAsync(caller, model, cancellationToken) is not { } plan)
            return Error.NotFound("model_not_found", $"There is no model or alias {model}.");
        return plan.Candidates.All(candidate => candidate.Price is null) ? Error.Invalid("price_unknown", $"No price is known for {model}, so a backtest on it cannot be metered.") : plan;
    }

    // Whether the texts are open to the caller is for the database to say: of a closed payload the row is not there. What failed is asked again when failures are asked for.
    private static Task<List<Row>> FindAsync(StudioDb db, TraceSearch search, int most, Guid? promptId, CancellationToken cancellationToken)
    {
        var query = new TraceQuery(db, search.Filter);
        query.And($"c.feature not in ('embedding', {query.Value(EvalsModule.Feature)}, {query.Value(ReplayRunner.Feature)})");
        if (search.Filter is { Error: null, Endings.Count: 0 })
            query.And("c.ending = 'completed' and c.output_tokens > 0");
        if (promptId is { } prompt)
            query.And($"c.prompt_version_id in (select v.id from prompt_version v where v.org_id = c.org_id and v.prompt_id = {query.Value(prompt)})");
        return query.ListAsync<Row>($"""
            select c.id as "Id", coalesce(c.requested_model, '') as "Model", coalesce(c.input_tokens, p.request_bytes, 0)::bigint as "InputTokens", coalesce(c.output_tokens, 0)::bigint as "OutputTokens",
                   c.cost_nano_usd as "CostNanoUsd", p.call_id is not null as "Open"
            from ({query.Calls(search.Among, most)}) c
            left join call_payload p on p.org_id = c.org_id and p.call_id = c.id and p.call_started_at = c.started_at
            order by c.started_at desc, c.id
            """, cancellationToken);
    }

    private sealed record Row(Guid Id, string Model, long InputTokens, long OutputTokens, long CostNanoUsd, bool Open);
}
