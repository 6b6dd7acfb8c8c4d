using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>The budgets of an organization and what they have come to, for those who look after its money.</summary>
internal sealed class BudgetList(StudioDatabase database)
{
    private const int MostAlerts = 20;

    /// <summary>The fullest first, disabled ones last.</summary>
    public async Task<Result<BudgetRow[]>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        var rows = await db.Database.SqlQuery<Row>($"""
            select b.id as "Id", b.name as "Name", b.scope as "Scope", coalesce(u.email, k.name, n.name, b.scope_value) as "Whom", b.period as "Period",
                   b.cap_nano_usd as "BaseCapNanoUsd", budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as "CapNanoUsd", b.stop_percent as "StopPercent",
                   coalesce(w.settled_nano_usd, 0) as "UsedNanoUsd", coalesce(w.held_nano_usd, 0) as "HeldNanoUsd", period_end(b.period, p.starts_at, p.zone) as "RenewsAt",
                   (select max(r.until) from budget_raise r where r.org_id = b.org_id and r.budget_id = b.id and r.until > now()) as "RaisedUntil",
                   b.disabled_at is not null as "Disabled", p.zone as "Zone"
            from budget b
            join organization o on o.id = b.org_id
            cross join lateral (select coalesce(b.time_zone, o.time_zone) as zone, period_start(b.period, now(), coalesce(b.time_zone, o.time_zone)) as starts_at) p
            left join budget_window w on w.org_id = b.org_id and w.budget_id = b.id and w.starts_at = p.starts_at
            left join membership m on b.scope = 'user' and m.org_id = b.org_id and m.user_id::text = b.scope_value
            left join app_user u on u.id = m.user_id
            left join api_key k on b.scope = 'api_key' and k.org_id = b.org_id and k.id::text = b.scope_value
            left join organization_unit n on b.scope = 'unit' and n.org_id = b.org_id and n.id::text = b.scope_value
            where b.org_id = {caller.OrganizationId}
            """).ToListAsync(cancellationToken);
        return
            rows.Select(row => new BudgetRow(
                row.Id, row.Name, SnakeCaseConverter<BudgetScope>.FromText(row.Scope), row.Whom, SnakeCaseConverter<BudgetPeriod>.FromText(row.Period),
                row.BaseCapNanoUsd, row.CapNanoUsd, row.StopPercent, row.UsedNanoUsd, row.HeldNanoUsd, row.RenewsAt, row.RaisedUntil, row.Disabled, row.Zone))
            .OrderBy(row => row.Disabled)
            .ThenByDescending(row => row.CapNanoUsd == 0 ? 1m : (decimal)(row.UsedNanoUsd + row.HeldNanoUsd) / row.CapNanoUsd)
            .ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)
            .ToArray();
    }

    /// <summary>The latest lines that were crossed.</summary>
    public async Task<Result<SpendAlert[]>> AlertsAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        return await db.Database.SqlQuery<SpendAlert>($"""
            select b.name as "Budget", a.percent as "Percent", a.created_at as "At", w.ends_at as "EndsAt", coalesce(b.time_zone, o.time_zone) as "TimeZone"
            from spend_alert a
            join budget b on b.org_id = a.org_id and b.id = a.budget_id
            join organization o on o.id = b.org_id
            join budget_window w on w.org_id = a.org_id and w.budget_id = a.budget_id and w.starts_at = a.starts_at
            where a.org_id = {caller.OrganizationId}
            order by a.created_at desc, a.percent desc, a.budget_id limit {MostAlerts}
            """).ToArrayAsync(cancellationToken);
    }

    private sealed record Row(
        Guid Id, string Name, string Scope, string Whom, string Period, long BaseCapNanoUsd, long CapNanoUsd, int StopPercent,
        long UsedNanoUsd, long HeldNanoUsd, DateTimeOffset RenewsAt, DateTimeOffset? RaisedUntil, bool Disabled, string Zone);
}
