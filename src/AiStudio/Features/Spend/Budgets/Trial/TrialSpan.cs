using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets.Trial;

/// <summary>What a budget is tried on: last month, or for a quarter or a year the last whole one, if the ledger has all of it.</summary>
/// <param name="First">Its first day, by the budget's clocks.</param>
/// <param name="After">The first day after it.</param>
/// <param name="Name"><c>month</c>, <c>quarter</c> or <c>year</c>.</param>
/// <param name="Share">Which part of the budget's window it is: 1 is all of it or more, 3 a third, 12 a twelfth.</param>
/// <param name="StartsAt">Its first moment.</param>
/// <param name="EndsAt">The first moment after it.</param>
/// <param name="Zone">The budget's clocks.</param>
/// <param name="IsOneWindow">Whether it is one window of whole days of the organization.</param>
internal sealed record TrialSpan(DateOnly First, DateOnly After, string Name, int Share, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Zone, bool IsOneWindow)
{
    public static Task<TrialSpan> FindAsync(StudioDb db, string period, string? zone, CancellationToken cancellationToken) => db.Database.SqlQuery<TrialSpan>($"""
        with clock as (
          select o.id as org_id, coalesce({zone}, o.time_zone) as zone, o.time_zone as days, now() at time zone coalesce({zone}, o.time_zone) as at
          from organization o where o.id = {db.Scope.OrganizationId}),
        span as (
          select c.*, n.name, n.months, date_trunc(n.name, c.at) - make_interval(months => n.months) as first
          from clock c cross join (values ('month', 1), ('quarter', 3), ('year', 12)) n(name, months)
          where n.name in ('month', {period}))
        select s.first::date as "First", (s.first + make_interval(months => s.months))::date as "After", s.name as "Name",
               case {period} when 'year' then 12 when 'quarter' then 3 else 1 end / s.months as "Share",
               first_instant(s.first, s.zone) as "StartsAt", first_instant(s.first + make_interval(months => s.months), s.zone) as "EndsAt", s.zone as "Zone",
               s.name = {period} and s.zone = s.days as "IsOneWindow"
        from span s
        where s.months = 1 or exists (select 1 from ledger_entry e where e.org_id = s.org_id and e.created_at < first_instant(s.first, s.zone))
        order by s.months desc limit 1
        """).SingleAsync(cancellationToken);
}
