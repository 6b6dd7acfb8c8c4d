using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets.Trial;

/// <summary>
/// Tries a budget on last month's ledger before it is made. A call is refused when what was spent before it in its window has come to the stop. What was
/// refused in truth is not in the ledger and not counted; calls that would have run at the same time could have been stopped a little earlier.
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

    private static Task<TrialOutcome> RunAsync(StudioDb db, BudgetDraft draft, string scope, string value, string period, CancellationToken cancellationToken)
    {
        var stop = (long)((decimal)draft.CapNanoUsd * draft.StopPercent / 100);
        return db.Database.SqlQuery<TrialOutcome>($"""
            with calendar as (
              select z.zone, z.month, first_instant(z.month::timestamp, z.zone) as starts_at, first_instant(z.month + interval '1 month', z.zone) as ends_at
              from (select coalesce({draft.TimeZone}, o.time_zone) as zone,
                           (date_trunc('month', now() at time zone coalesce({draft.TimeZone}, o.time_zone)) - interval '1 month')::date as month
                    from organization o where o.id = {db.Scope.OrganizationId}) z),
            entered as (
              select e.created_at, e.cost_nano_usd as cost, date_trunc({period}, e.created_at at time zone c.zone) as w,
                     coalesce(sum(e.cost_nano_usd) over (partition by date_trunc({period}, e.created_at at time zone c.zone) order by e.created_at, e.call_id
                                                         rows between unbounded preceding and 1 preceding), 0) >= {stop} as refused
              from calendar c
              join ledger_entry e on e.org_id = {db.Scope.OrganizationId} and e.created_at >= c.starts_at and e.created_at < c.ends_at
              left join membership m on {scope} = 'tier' and m.org_id = e.org_id and m.user_id = e.user_id
              where budget_counts({scope}, {value}, e.user_id, e.api_key_id, e.feature, e.model_id, m.tier))
            select (select month from calendar) as "Month", count(*) as "Calls", coalesce(sum(cost), 0)::bigint as "SpentNanoUsd",
                   count(*) filter (where refused) as "RefusedCalls", coalesce(sum(cost) filter (where refused), 0)::bigint as "RefusedNanoUsd",
                   min(created_at) filter (where refused) as "FirstStopAt", count(distinct w) as "Windows", count(distinct w) filter (where refused) as "StoppedWindows",
                   (select zone from calendar) as "TimeZone"
            from entered
            """).SingleAsync(cancellationToken);
    }
}
