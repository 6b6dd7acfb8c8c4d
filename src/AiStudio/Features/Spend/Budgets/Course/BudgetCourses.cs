using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>Reads how a budget goes. Whole days come from the daily roll-up where its days are the budget's, everything else from the ledger's rows of the window.</summary>
internal sealed class BudgetCourses(StudioDatabase database, BudgetList budgets)
{
    private const int MostWindows = 12;
    private const int MostRefused = 20;

    /// <summary>Errors: <c>not_finance</c> (forbidden), <c>no_budget</c> (not found).</summary>
    public async Task<Result<BudgetCourse>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var listed = await budgets.ListAsync(caller, cancellationToken);
        if (listed.Error is { } refused)
            return refused;
        if (listed.Value?.FirstOrDefault(row => row.Id == id) is not { } budget)
            return Error.NotFound("no_budget", "This budget does not exist any more.");

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var frame = await FrameAsync(db, id, cancellationToken);
        var spent = await SpentAsync(db, frame, cancellationToken);
        var windows = await WindowsAsync(db, id, cancellationToken);
        // Of what the window did not count nearly all came first: before the budget was made, or its people were there.
        var sum = -Math.Max(0, spent.Sum(step => step.NanoUsd) - budget.UsedNanoUsd);
        var points = spent.Select(step => new SpentPoint(step.At < frame.Now ? step.At : frame.Now, Math.Max(0, sum += step.NanoUsd))).ToList();
        return new BudgetCourse(
            budget, frame.ScopeValue, windows.FirstOrDefault(window => window.StartsAt == frame.StartsAt) ?? Empty(frame, budget), frame.Now,
            // The window itself has the last word: it also has what was held before it began and settled in it.
            [new SpentPoint(frame.StartsAt, 0), .. points, new SpentPoint(frame.Now, budget.UsedNanoUsd)],
            windows,
            await RefusedAsync(db, id, frame, cancellationToken),
            budget.Scope == BudgetScope.Feature && !await IsHeardAsync(db, frame.ScopeValue, cancellationToken),
            budget.Scope == BudgetScope.Unit && !await HasPeopleAsync(db, frame.ScopeValue, cancellationToken))
        {
            CountsFrom = frame.CountsFrom,
            Moves = budget.Scope == BudgetScope.Unit ? await UnitMoves.ReadAsync(db, frame.ScopeValue, frame.CountsFrom, frame.Zone, cancellationToken) : [],
        };
    }

    private static Task<bool> IsHeardAsync(StudioDb db, string feature, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select exists (select 1 from spend_of_models where org_id = {db.Scope.OrganizationId} and feature = {feature}) as "Value"
        """).SingleAsync(cancellationToken);

    private static Task<bool> HasPeopleAsync(StudioDb db, string unit, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select exists (select 1 from membership where org_id = {db.Scope.OrganizationId} and unit_id::text = {unit}) as "Value"
        """).SingleAsync(cancellationToken);

    private static WindowRow Empty(Frame frame, BudgetRow budget) =>
        new(frame.StartsAt, budget.RenewsAt, 0, null, 0, 0, frame.EndsWithDays ? frame.FirstDay : null, frame.EndsWithDays ? frame.LastDay : null);

    private static Task<Frame> FrameAsync(StudioDb db, Guid id, CancellationToken cancellationToken) => db.Database.SqlQuery<Frame>($"""
        select b.scope as "Scope", b.scope_value as "ScopeValue", p.starts_at as "StartsAt", now() as "Now",
               case b.period when 'hour' then interval '2 minutes' when 'day' then interval '30 minutes' when 'quarter' then interval '1 day' when 'year' then interval '1 day' else interval '6 hours' end as "Step",
               b.period not in ('hour', 'day') and p.zone = o.time_zone as "HasWholeDays", p.zone as "Zone",
               (p.starts_at at time zone o.time_zone)::date as "FirstDay", (period_end(b.period, p.starts_at, p.zone) at time zone o.time_zone - interval '1 microsecond')::date as "LastDay",
               b.period <> 'hour' and p.zone = o.time_zone as "EndsWithDays", greatest(b.created_at, p.starts_at) as "CountsFrom"
        from budget b
        join organization o on o.id = b.org_id
        cross join lateral (select coalesce(b.time_zone, o.time_zone) as zone, period_start(b.period, now(), coalesce(b.time_zone, o.time_zone)) as starts_at) p
        where b.org_id = {db.Scope.OrganizationId} and b.id = {id}
        """).SingleAsync(cancellationToken);

    private static Task<List<SpentPoint>> SpentAsync(StudioDb db, Frame frame, CancellationToken cancellationToken) => frame.HasWholeDays
        ? db.Database.SqlQuery<SpentPoint>($"""
            select first_instant((d.day + 1)::timestamp, {frame.Zone}) as "At", sum(d.cost_nano_usd)::bigint as "NanoUsd"
            from daily_spend d
            left join membership m on {frame.Scope} in ('tier', 'unit') and m.org_id = d.org_id and m.user_id = d.user_id
            where d.org_id = {db.Scope.OrganizationId} and d.day >= {frame.FirstDay} and budget_counts({frame.Scope}, {frame.ScopeValue}, d.user_id, d.api_key_id, d.feature, d.model_id, m.tier, m.unit_id)
            group by d.day order by d.day
            """).ToListAsync(cancellationToken)
        : db.Database.SqlQuery<SpentPoint>($"""
            select s.at + {frame.Step} as "At", s.cost as "NanoUsd"
            from (select date_bin({frame.Step}, e.created_at, {frame.StartsAt}) as at, sum(e.cost_nano_usd)::bigint as cost
                  from ledger_entry e
                  left join membership m on {frame.Scope} in ('tier', 'unit') and m.org_id = e.org_id and m.user_id = e.user_id
                  where e.org_id = {db.Scope.OrganizationId} and e.created_at >= {frame.StartsAt}
                    and budget_counts({frame.Scope}, {frame.ScopeValue}, e.user_id, e.api_key_id, e.feature, e.model_id, m.tier, m.unit_id)
                  group by 1) s
            order by 1
            """).ToListAsync(cancellationToken);

    // A call that was refused before refusals named their budget counts for every budget that counts such calls.
    private static Task<List<WindowRow>> WindowsAsync(StudioDb db, Guid id, CancellationToken cancellationToken) => db.Database.SqlQuery<WindowRow>($"""
        select w.starts_at as "StartsAt", w.ends_at as "EndsAt", w.settled_nano_usd as "UsedNanoUsd", a.created_at as "StoppedAt", r.calls as "Refused", r.people as "People",
               case when z.days then (w.starts_at at time zone z.zone)::date end as "FirstDay", case when z.days then (w.ends_at at time zone z.zone - interval '1 microsecond')::date end as "LastDay"
        from (select * from budget_window where org_id = {db.Scope.OrganizationId} and budget_id = {id} order by starts_at desc limit {MostWindows}) w
        join budget b on b.org_id = w.org_id and b.id = w.budget_id
        join organization o on o.id = b.org_id
        cross join lateral (select o.time_zone as zone, b.period <> 'hour' and coalesce(b.time_zone, o.time_zone) = o.time_zone as days) z
        left join spend_alert a on a.org_id = w.org_id and a.budget_id = w.budget_id and a.starts_at = w.starts_at and a.percent = 100
        cross join lateral (
          select count(*) as calls, count(distinct coalesce(c.api_key_id, c.user_id)) as people
          from call c left join membership m on b.scope in ('tier', 'unit') and m.org_id = c.org_id and m.user_id = c.user_id
          where c.org_id = w.org_id and c.started_at >= w.starts_at and c.started_at < w.ends_at
            and c.error_code in ('budget_exhausted', 'price_unknown') and c.error_code = 'budget_exhausted'
            and (c.refused_by = w.budget_id
                 or (c.refused_by is null and budget_counts(b.scope, b.scope_value, c.user_id, c.api_key_id, c.feature, c.requested_model, m.tier, m.unit_id)))) r
        order by w.starts_at desc
        """).ToListAsync(cancellationToken);

    private static Task<List<RefusedRow>> RefusedAsync(StudioDb db, Guid id, Frame frame, CancellationToken cancellationToken) => db.Database.SqlQuery<RefusedRow>($"""
        select coalesce(k.name, u.display_name, 'The organization itself') as "Who", r.user_id as "UserId", r.api_key_id as "ApiKeyId", r.feature as "Feature", r.calls as "Calls", r.first as "First", r.last as "Last"
        from (select c.org_id, c.user_id, c.api_key_id, c.feature, count(*) as calls, min(c.started_at) as first, max(c.started_at) as last
              from call c left join membership m on {frame.Scope} in ('tier', 'unit') and m.org_id = c.org_id and m.user_id = c.user_id
              where c.org_id = {db.Scope.OrganizationId} and c.started_at >= {frame.StartsAt}
                and c.error_code in ('budget_exhausted', 'price_unknown') and c.error_code = 'budget_exhausted'
                and (c.refused_by = {id}
                     or (c.refused_by is null and budget_counts({frame.Scope}, {frame.ScopeValue}, c.user_id, c.api_key_id, c.feature, c.requested_model, m.tier, m.unit_id)))
              group by 1, 2, 3, 4) r
        left join api_key k on k.org_id = r.org_id and k.id = r.api_key_id
        left join membership p on p.org_id = r.org_id and p.user_id = r.user_id
        left join app_user u on u.id = p.user_id
        order by r.calls desc, r.last desc limit {MostRefused}
        """).ToListAsync(cancellationToken);

    private sealed record Frame(
        string Scope, string ScopeValue, DateTimeOffset StartsAt, DateTimeOffset Now, TimeSpan Step, bool HasWholeDays, string Zone, DateOnly FirstDay, DateOnly LastDay,
        bool EndsWithDays, DateTimeOffset CountsFrom);
}
