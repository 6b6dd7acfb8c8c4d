using AiStudio.Features.ActivityLog;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Months whose money is final: the database takes no invoice and no adjustment for them any more, and nobody opens them again.</summary>
internal sealed class MonthLocks(StudioDatabase database)
{
    /// <summary>Keeps a month as it is until the transaction ends; <c>month_locked</c> when nothing may be written into it.</summary>
    public static async Task<Error?> HoldAsync(StudioDb db, DateOnly month, CancellationToken cancellationToken)
    {
        var locked = await db.Database.SqlQuery<bool>($"""select hold_month({db.Scope.OrganizationId}, {month}) as "Value" """).SingleAsync(cancellationToken);
        return locked ? Error.Conflict("month_locked", $"{MonthName.Of(month)} is locked: its money is final.") : null;
    }

    /// <summary>Whether the month that <paramref name="day"/> is in is final.</summary>
    public static Task<bool> IsLockedAsync(StudioDb db, DateOnly day, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select exists (select 1 from month_lock where org_id = {db.Scope.OrganizationId} and month = date_trunc('month', {day}::date)::date) as "Value"
        """).SingleAsync(cancellationToken);

    /// <summary>The latest twelve months that are over, in UTC too. Error: <c>not_finance</c> (forbidden).</summary>
    public async Task<Result<MonthRow[]>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        return await db.Database.SqlQuery<MonthRow>($"""
            select m.month as "Month", coalesce(s.spent, 0) as "SpentNanoUsd", coalesce(a.adjusted, 0) as "AdjustedNanoUsd", i.invoices as "Invoices", l.locked_at as "LockedAt", u.display_name as "LockedBy"
            from organization o
            cross join lateral (select (date_trunc('month', least(now() at time zone o.time_zone, now() at time zone 'UTC')) - n * interval '1 month')::date as month from generate_series(1, 12) n) m
            cross join lateral (select sum(d.cost_nano_usd)::bigint as spent from spend_of_models d where d.org_id = {caller.OrganizationId} and d.day >= m.month and d.day < (m.month + interval '1 month')::date) s
            cross join lateral (select sum(d.cost_nano_usd)::bigint as adjusted from ledger_adjustment d where d.org_id = o.id and d.day >= m.month and d.day < m.month + interval '1 month') a
            cross join lateral (select count(*) as invoices from invoice d where d.org_id = o.id and d.month = m.month) i
            left join month_lock l on l.org_id = o.id and l.month = m.month
            left join membership p on p.org_id = o.id and p.user_id = l.locked_by
            left join app_user u on u.id = p.user_id
            where o.id = {caller.OrganizationId} and (s.spent is not null or a.adjusted is not null or i.invoices > 0 or l.locked_at is not null)
            order by m.month desc
            """).ToArrayAsync(cancellationToken);
    }

    /// <summary>Errors: <c>not_finance</c>, <c>month_locked</c> (conflict) already, <c>month_not_over</c> where the organization is or in UTC.</summary>
    public async Task<Result<Done>> LockAsync(Caller caller, DateOnly month, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        if (await HoldAsync(db, month, cancellationToken) is { } locked)
            return locked;
        var entered = await db.Database.ExecuteSqlAsync($"""
            insert into month_lock (org_id, month, locked_by)
            select o.id, {month}, {caller.UserId} from organization o
            where o.id = {caller.OrganizationId} and least(now() at time zone o.time_zone, now() at time zone 'UTC') >= {month}::date + interval '1 month'
            """, cancellationToken);
        if (entered == 0)
            return Error.Invalid("month_not_over", $"{MonthName.Of(month)} is not over yet.");
        db.LogActivity(caller, "month.locked", "month", null, new { month });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
