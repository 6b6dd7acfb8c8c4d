using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets.Trial;

/// <summary>
/// Tries a budget on last month's ledger before it is made; one of a quarter or a year on the last whole one, or on last month with its share of the cap where the
/// ledger does not go back so far. A call is refused when what was spent before it in its window has come to the stop. What was refused in truth is not in the ledger
/// and not counted; calls that would have run at the same time could have been stopped a little earlier.
/// </summary>
internal sealed class BudgetTrial(StudioDatabase database)
{
    /// <summary>As <see cref="BudgetService.CreateAsync"/> would make it. Errors: <c>not_finance</c>, and what is wrong with the draft.</summary>
    public async Task<Result<TrialOutcome>> TryAsync(Caller caller, BudgetDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Problem is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var value = await ScopeValues.FindAsync(db, draft, cancellationToken);
        return value.Error is { } unknown
            ? unknown
            : await RunAsync(db, draft, SnakeCaseConverter<BudgetScope>.ToText(draft.Scope), value.Value!, SnakeCaseConverter<BudgetPeriod>.ToText(draft.Period), cancellationToken);
    }

    /// <summary>With another cap or stop for a budget that exists; its scope, period and zone stay. Errors besides: <c>no_budget</c>.</summary>
    public async Task<Result<TrialOutcome>> TryAsync(Caller caller, Guid id, BudgetDraft draft, CancellationToken cancellationToken)
    {
        if ((draft with { Scope = BudgetScope.Organization }).Problem is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        return await db.Set<Budget>().AsNoTracking().SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is not { } budget
            ? Error.NotFound("no_budget", "This budget does not exist.")
            : await RunAsync(db, draft with { TimeZone = budget.TimeZone }, SnakeCaseConverter<BudgetScope>.ToText(budget.Scope), budget.ScopeValue,
                SnakeCaseConverter<BudgetPeriod>.ToText(budget.Period), cancellationToken);
    }

    private static async Task<TrialOutcome> RunAsync(StudioDb db, BudgetDraft draft, string scope, string value, string period, CancellationToken cancellationToken)
    {
        var span = await TrialSpan.FindAsync(db, period, draft.TimeZone, cancellationToken);
        var stop = (long)((decimal)draft.CapNanoUsd * draft.StopPercent / 100) / span.Share;
        var counted = span.IsOneWindow
            ? await ByDayAsync(db, span, stop, scope, value, cancellationToken)
            : await ByCallAsync(db, span, stop, scope, value, period, cancellationToken);
        return new TrialOutcome(
            span.First, span.Name, span.Share, counted.Calls, counted.SpentNanoUsd, counted.RefusedCalls, counted.RefusedNanoUsd, counted.FirstStopAt, counted.Windows, counted.StoppedWindows, span.Zone);
    }

    private static Task<Counted> ByCallAsync(StudioDb db, TrialSpan span, long stop, string scope, string value, string period, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Counted>($"""
            with entered as (
              select e.created_at, e.cost_nano_usd as cost, date_trunc({period}, e.created_at at time zone {span.Zone}) as w,
                     coalesce(sum(e.cost_nano_usd) over (partition by date_trunc({period}, e.created_at at time zone {span.Zone}) order by e.created_at, e.call_id
                                                         rows between unbounded preceding and 1 preceding), 0) >= {stop} as refused
              from ledger_entry e
              left join membership m on {scope} in ('tier', 'unit') and m.org_id = e.org_id and m.user_id = e.user_id
              where e.org_id = {db.Scope.OrganizationId} and e.created_at >= {span.StartsAt} and e.created_at < {span.EndsAt}
                and budget_counts({scope}, {value}, e.user_id, e.api_key_id, e.feature, e.model_id, m.tier, m.unit_id))
            select count(*) as "Calls", coalesce(sum(cost), 0)::bigint as "SpentNanoUsd",
                   count(*) filter (where refused) as "RefusedCalls", coalesce(sum(cost) filter (where refused), 0)::bigint as "RefusedNanoUsd",
                   min(created_at) filter (where refused) as "FirstStopAt", count(distinct w) as "Windows", count(distinct w) filter (where refused) as "StoppedWindows"
            from entered
            """).SingleAsync(cancellationToken);

    // In one window only the day in which it stops is told call by call: before it nothing is refused, and after it everything.
    private static Task<Counted> ByDayAsync(StudioDb db, TrialSpan span, long stop, string scope, string value, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Counted>($"""
            with spent as (
              select d.day, sum(d.calls) as calls, sum(d.cost_nano_usd) as cost
              from daily_spend d
              left join membership m on {scope} in ('tier', 'unit') and m.org_id = d.org_id and m.user_id = d.user_id
              where d.org_id = {db.Scope.OrganizationId} and d.day >= {span.First} and d.day < {span.After}
                and budget_counts({scope}, {value}, d.user_id, d.api_key_id, d.feature, d.model_id, m.tier, m.unit_id)
              group by d.day),
            reached as (
              select day, calls, cost, sum(cost) over (order by day) - cost as before from spent),
            entered as (
              select e.created_at, e.cost_nano_usd as cost,
                     r.before + coalesce(sum(e.cost_nano_usd) over (order by e.created_at, e.call_id rows between unbounded preceding and 1 preceding), 0) >= {stop} as refused
              from reached r
              join ledger_entry e on e.org_id = {db.Scope.OrganizationId}
               and e.created_at >= first_instant(r.day::timestamp, {span.Zone}) and e.created_at < first_instant((r.day + 1)::timestamp, {span.Zone})
              left join membership m on {scope} in ('tier', 'unit') and m.org_id = e.org_id and m.user_id = e.user_id
              where r.before < {stop} and r.before + r.cost >= {stop}
                and budget_counts({scope}, {value}, e.user_id, e.api_key_id, e.feature, e.model_id, m.tier, m.unit_id)),
            refused as (
              select count(*) as calls, sum(cost) as cost, min(created_at) as at from entered where refused
              union all
              select sum(calls), sum(cost), first_instant(min(day)::timestamp, {span.Zone}) from reached where before >= {stop})
            select coalesce((select sum(calls) from spent), 0)::bigint as "Calls", coalesce((select sum(cost) from spent), 0)::bigint as "SpentNanoUsd",
                   coalesce(sum(calls), 0)::bigint as "RefusedCalls", coalesce(sum(cost), 0)::bigint as "RefusedNanoUsd", min(at) as "FirstStopAt",
                   (select count(*) from (select 1 from spent limit 1) one) as "Windows", (case when sum(calls) > 0 then 1 else 0 end)::bigint as "StoppedWindows"
            from refused
            """).SingleAsync(cancellationToken);

    private sealed record Counted(long Calls, long SpentNanoUsd, long RefusedCalls, long RefusedNanoUsd, DateTimeOffset? FirstStopAt, long Windows, long StoppedWindows);
}
