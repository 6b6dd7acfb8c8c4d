using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What a run's answers took.</summary>
/// <param name="Answers">How many there are.</param>
/// <param name="CostNanoUsd">What they cost, judges included.</param>
/// <param name="P50Ms">How long half of them took at most, in milliseconds; null without any.</param>
/// <param name="P95Ms">How long 95 % of them took at most.</param>
/// <param name="CutOff">Calls that a crash or a stop cut off: their cases were asked again.</param>
/// <param name="CutOffNanoUsd">What those cost.</param>
public sealed record RunFigures(int Answers, long CostNanoUsd, int? P50Ms, int? P95Ms, int CutOff, long CutOffNanoUsd)
{
    internal static Task<RunFigures> ReadAsync(StudioDb db, Guid runId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return db.Database.SqlQuery<RunFigures>($"""
            select r.answers as "Answers", r.cost as "CostNanoUsd", r.p50 as "P50Ms", r.p95 as "P95Ms", c.cut as "CutOff", c.cost as "CutOffNanoUsd"
            from (select count(*)::integer as answers, coalesce(sum(cost_nano_usd), 0)::bigint as cost,
                         round(percentile_cont(0.5) within group (order by duration_ms))::integer as p50, round(percentile_cont(0.95) within group (order by duration_ms))::integer as p95
                  from eval_result where org_id = {organization} and run_id = {runId} and ended_at is not null) r,
                 (select count(*)::integer as cut, coalesce(sum(e.cost_nano_usd), 0)::bigint as cost
                  from eval_call k left join ledger_entry e on e.org_id = k.org_id and e.call_id = k.call_id
                  where k.org_id = {organization} and k.run_id = {runId} and k.cut_at is not null) c
            """).SingleAsync(cancellationToken);
    }
}
