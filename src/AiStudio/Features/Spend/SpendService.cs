using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend;

/// <summary>What the console says about money.</summary>
internal sealed class SpendService(StudioDatabase database)
{
    public async Task<MonthSpend> MonthAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var month = await db.Database.SqlQuery<MonthRow>($"""
            select m.first as "Month", coalesce(sum(d.cost_nano_usd), 0)::bigint as "UsedNanoUsd"
            from (select date_trunc('month', now() at time zone o.time_zone)::date as first from organization o where o.id = {caller.OrganizationId}) m
            left join daily_spend d on d.org_id = {caller.OrganizationId} and d.user_id = {caller.UserId} and d.day >= m.first
            group by m.first
            """).SingleAsync(cancellationToken);
        var budgets = await db.Database.SqlQuery<BudgetRow>($"""
            select b.scope as "Scope", b.name as "Name", coalesce(w.settled_nano_usd, 0) as "UsedNanoUsd", coalesce(w.held_nano_usd, 0) as "HeldNanoUsd",
                   budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as "CapNanoUsd", period_end('month', p.starts_at, p.zone) as "RenewsAt"
            from budget b
            join organization o on o.id = b.org_id
            cross join lateral (select coalesce(b.time_zone, o.time_zone) as zone, period_start('month', now(), coalesce(b.time_zone, o.time_zone)) as starts_at) p
            left join budget_window w on w.org_id = b.org_id and w.budget_id = b.id and w.starts_at = p.starts_at
            where b.org_id = {caller.OrganizationId} and b.period = 'month' and b.disabled_at is null
              and (b.scope = 'organization' or (b.scope = 'user' and b.scope_value = {caller.UserId.ToString()}))
            """).ToListAsync(cancellationToken);
        return new MonthSpend(month.Month, month.UsedNanoUsd, Tightest(budgets, "user"), Tightest(budgets, "organization"));
    }

    private static BudgetUse? Tightest(IEnumerable<BudgetRow> rows, string scope) => rows
        .Where(row => row.Scope == scope)
        .Select(row => new BudgetUse(row.Name, row.UsedNanoUsd, row.HeldNanoUsd, row.CapNanoUsd, row.RenewsAt))
        .MinBy(use => use.LeftNanoUsd);

    private sealed record MonthRow(DateOnly Month, long UsedNanoUsd);

    private sealed record BudgetRow(string Scope, string Name, long UsedNanoUsd, long HeldNanoUsd, long CapNanoUsd, DateTimeOffset RenewsAt);
}
