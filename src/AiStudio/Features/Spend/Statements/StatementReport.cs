using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Invoices;
using AiStudio.Features.Spend.Overview;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Statements;

/// <summary>Statements of a month. A person's spend is that of the unit they are in now; of a locked month, that they were in when it was locked. Every error <c>not_finance</c> (forbidden) besides those named.</summary>
internal sealed class StatementReport(StudioDatabase database)
{
    /// <summary>The unit of a statement about everybody.</summary>
    public const string Everybody = "all";

    /// <summary>Unit by unit; null is this month.</summary>
    public async Task<Result<MonthOfUnits>> MonthAsync(Caller caller, StatementMonth? wanted, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var calendar = await CalendarAsync(db, cancellationToken);
        var month = wanted ?? StatementMonth.Of(calendar.Today);
        var rows = await db.Database.SqlQuery<UnitMonth>($"""
            with place as materialized (
              select m.user_id, case when l.month is null then m.unit_id else p.unit_id end as unit_id, m.disabled_at
              from membership m
              left join month_lock l on l.org_id = m.org_id and l.month = {month.First}
              left join month_place p on p.org_id = l.org_id and p.month = l.month and p.user_id = m.user_id
              where m.org_id = {caller.OrganizationId}),
            spent as (
              select m.unit_id, sum(d.calls) as calls, sum(d.cost_nano_usd) as cost
              from spend_of_persons d left join place m on m.user_id = d.user_id
              where d.org_id = {caller.OrganizationId} and d.day between {month.First} and {month.Last}
              group by 1)
            select coalesce(n.id::text, {SpendFilter.None}) as "Key", coalesce(n.name, 'No unit') as "Name",
                   (select count(*) from place m where m.unit_id is not distinct from n.id and m.disabled_at is null) as "People",
                   coalesce(s.calls, 0)::bigint as "Calls", coalesce(s.cost, 0)::bigint as "CostNanoUsd"
            from (select id, name, archived_at from organization_unit where org_id = {caller.OrganizationId} union all select null, null, null) n
            left join spent s on s.unit_id is not distinct from n.id
            where n.archived_at is null or s.calls > 0
            order by n.name is null, lower(n.name)
            """).ToListAsync(cancellationToken);
        return new MonthOfUnits(month, month.Last < calendar.Today, calendar.Zone, rows) { IsLocked = await MonthLocks.IsLockedAsync(db, month.First, cancellationToken) };
    }

    /// <summary>One statement. Error: <c>no_unit</c> (not found).</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="month">Which month.</param>
    /// <param name="unit">The id of a unit, <see cref="SpendFilter.None"/> or <see cref="Everybody"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Result<Statement>> ReadAsync(Caller caller, StatementMonth month, string unit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        if (await NameAsync(db, unit, cancellationToken) is not { } name)
            return Error.NotFound("no_unit", "There is no such unit.");
        var calendar = await CalendarAsync(db, cancellationToken);
        var filter = new SpendFilter { Unit = unit == Everybody ? null : unit }.Between(month.First, month.Last);
        var period = await new SpendPeriod(month.First, month.Last, calendar.Today, calendar.Zone).WithLockAsync(db, cancellationToken);
        var reader = new RollUpReader(db, period, filter);
        var (people, features, models) = await reader.ListsAsync(cancellationToken);
        return new Statement(
            calendar.Organization, name, unit, month, month.Last < calendar.Today, calendar.Zone, calendar.Now,
            people.Aggregate(SpendSum.Nothing, (sum, group) => sum + group.Sum), Now(people), Now(features), Now(models), await BudgetsAsync(db, month, unit, cancellationToken))
        {
            IsLocked = period.Locked is not null,
            HasRowsBefore = unit == Everybody || period.CountsAlike(period.Previous.From, period.Previous.To),
            AdjustedNanoUsd = unit == Everybody ? await Adjustments.SumAsync(db, month.First, month.Last, cancellationToken) : 0,
        };
    }

    // Those of the month before alone have no place in this one.
    private static List<SpendGroup> Now(IReadOnlyList<SpendGroup> groups) => [.. groups.Where(group => group.Sum.Calls > 0)];

    private static async Task<string?> NameAsync(StudioDb db, string unit, CancellationToken cancellationToken) => unit switch
    {
        Everybody => "Everybody",
        SpendFilter.None => "No unit",
        _ when Guid.TryParse(unit, out var id) => await db.Database.SqlQuery<string>(
            $"select name as \"Value\" from organization_unit where org_id = {db.Scope.OrganizationId} and id = {id}").SingleOrDefaultAsync(cancellationToken),
        _ => null,
    };

    private static async Task<IReadOnlyList<StatementBudget>> BudgetsAsync(StudioDb db, StatementMonth month, string unit, CancellationToken cancellationToken)
    {
        var (everybody, id) = (unit == Everybody, Guid.TryParse(unit, out var parsed) ? parsed : (Guid?)null);
        return await db.Database.SqlQuery<StatementBudget>($"""
            select b.name as "Name", b.period as "Period", count(*) as "Windows", sum(w.settled_nano_usd)::bigint as "UsedNanoUsd", b.cap_nano_usd as "CapNanoUsd",
                   count(*) filter (where w.settled_nano_usd >= b.cap_nano_usd) as "Full"
            from budget b
            join organization o on o.id = b.org_id
            join budget_window w on w.org_id = b.org_id and w.budget_id = b.id
            cross join lateral (select case when b.period in ('quarter', 'year') then w.ends_at - interval '1 microsecond' else w.starts_at end as at) told
            left join membership m on b.scope = 'user' and m.org_id = b.org_id and m.user_id::text = b.scope_value
            left join month_lock l on l.org_id = b.org_id and l.month = {month.First}
            left join month_place p on p.org_id = l.org_id and p.month = l.month and p.user_id = m.user_id
            where b.org_id = {db.Scope.OrganizationId}
              and told.at >= first_instant({month.First}::date::timestamp, coalesce(b.time_zone, o.time_zone))
              and told.at < first_instant({month.After.First}::date::timestamp, coalesce(b.time_zone, o.time_zone))
              and ({everybody} or (b.scope = 'unit' and b.scope_value = {id}::uuid::text)
                   or (b.scope = 'user' and case when l.month is null then m.unit_id else p.unit_id end is not distinct from {id}::uuid))
            group by b.org_id, b.id
            having sum(w.settled_nano_usd) > 0
            order by 4 desc, b.name
            limit 200
            """).ToListAsync(cancellationToken);
    }

    private static Task<Calendar> CalendarAsync(StudioDb db, CancellationToken cancellationToken) => db.Database.SqlQuery<Calendar>($"""
        select name as "Organization", time_zone as "Zone", (now() at time zone time_zone)::date as "Today", now() at time zone time_zone as "Now"
        from organization where id = {db.Scope.OrganizationId}
        """).SingleAsync(cancellationToken);

    private sealed record Calendar(string Organization, string Zone, DateOnly Today, DateTime Now);
}
