using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Running;

/// <summary>The rows of a run. Whoever calls holds its job's lease, or ends it.</summary>
internal static class RunRows
{
    /// <summary>
    /// Takes back what was under way when the run was cut off. A call that reached the ledger is named as cut off: it is settled once, by what is known of it,
    /// and its case is asked again under a new id. Of one that did not, nothing is left.
    /// </summary>
    public static async Task TakeBackAsync(StudioDb db, Guid runId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"""
            update eval_call c set cut_at = now()
            from eval_result r
            where r.org_id = {organization} and r.run_id = {runId} and r.ended_at is null
              and c.org_id = r.org_id and c.run_id = r.run_id and c.case_id = r.case_id and c.repeat = r.repeat and c.cut_at is null
              and (exists (select 1 from hold h where h.org_id = c.org_id and h.call_id = c.call_id and h.state <> 'released')
                   or exists (select 1 from ledger_entry e where e.org_id = c.org_id and e.call_id = c.call_id))
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            delete from eval_call c using eval_result r
            where r.org_id = {organization} and r.run_id = {runId} and r.ended_at is null
              and c.org_id = r.org_id and c.run_id = r.run_id and c.case_id = r.case_id and c.repeat = r.repeat and c.cut_at is null
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from eval_result where org_id = {organization} and run_id = {runId} and ended_at is null", cancellationToken);
    }

    /// <summary>The next cases that have no row yet, with rows and calls of their own. Those added since the run began are not its own: ids are made in the order of time.</summary>
    public static async Task<List<OpenCase>> TakeUpAsync(StudioDb db, EvalRun run, int most, CancellationToken cancellationToken)
    {
        var missing = await db.Database.SqlQuery<Missing>($"""
            select c.id as "CaseId", n.repeat as "Repeat" from eval_case c cross join generate_series(1, {run.Repeats}) as n(repeat)
            where c.org_id = {run.OrganizationId} and c.suite_id = {run.SuiteId} and c.archived_at is null and c.id < {run.Id}
              and not exists (select 1 from eval_result r where r.org_id = c.org_id and r.run_id = {run.Id} and r.case_id = c.id and r.repeat = n.repeat)
            order by c.id, n.repeat limit {most}
            """).ToListAsync(cancellationToken);
        var ids = missing.Select(one => one.CaseId).Distinct().ToList();
        var cases = await db.Set<EvalCase>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var open = new List<OpenCase>();
        foreach (var one in missing)
        {
            var taken = new OpenCase(run.Id, one.CaseId, one.Repeat, Guid.CreateVersion7(), cases[one.CaseId].Content);
            db.Add(new EvalResult
            {
                OrganizationId = run.OrganizationId, RunId = run.Id, CaseId = one.CaseId, Repeat = one.Repeat, CaseHash = cases[one.CaseId].ContentHash, CallId = taken.CallId,
            });
            RunCalls.Add(db, taken, taken.CallId, CallPurpose.Answer);
            open.Add(taken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return open;
    }

    /// <summary>Counts what is decided, and sums what was spent. A case passes when more than half of its repeats do; where errors could have made the difference it is an error.</summary>
    public static Task TallyAsync(StudioDb db, Guid runId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return db.Database.ExecuteSqlAsync($"""
            with cases as (
              select case_id, count(*) filter (where passed) as good, count(*) filter (where not passed) as bad, count(*) as tried
              from eval_result where org_id = {organization} and run_id = {runId} and ended_at is not null group by case_id)
            update eval_run r set
              passed = (select count(*) from cases where 2 * good > r.repeats),
              failed = (select count(*) from cases where 2 * bad >= r.repeats),
              errors = (select count(*) from cases where tried = r.repeats and 2 * good <= r.repeats and 2 * bad < r.repeats),
              spent_nano_usd = (select coalesce(sum(e.cost_nano_usd), 0) from eval_call c join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id
                                where c.org_id = {organization} and c.run_id = {runId})
            where r.org_id = {organization} and r.id = {runId}
            """, cancellationToken);
    }

    /// <summary>What was spent, and what is still set aside for calls that were cut off.</summary>
    public static Task<long> CommittedAsync(StudioDb db, Guid runId, CancellationToken cancellationToken) => db.Database.SqlQuery<long>($"""
        select coalesce(sum(coalesce(e.cost_nano_usd, h.amount_nano_usd)), 0)::bigint as "Value"
        from eval_call c
        left join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id
        left join hold h on h.org_id = c.org_id and h.call_id = c.call_id and h.state = 'held'
        where c.org_id = {db.Scope.OrganizationId} and c.run_id = {runId}
        """).SingleAsync(cancellationToken);

    /// <summary>Whether a call of the run is not settled yet.</summary>
    public static Task<bool> AnyHeldAsync(StudioDb db, Guid runId, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select exists (select 1 from eval_call c join hold h on h.org_id = c.org_id and h.call_id = c.call_id and h.state = 'held'
                       where c.org_id = {db.Scope.OrganizationId} and c.run_id = {runId}) as "Value"
        """).SingleAsync(cancellationToken);

    private sealed record Missing(Guid CaseId, int Repeat);
}
