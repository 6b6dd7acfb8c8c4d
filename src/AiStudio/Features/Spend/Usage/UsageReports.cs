using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Usage;

/// <summary>Adds the roll-up of the ledger's entries up: what it says is what was charged. For those who look after the organization's money.</summary>
internal sealed class UsageReports(StudioDatabase database)
{
    /// <summary>Errors: <c>not_finance</c> (forbidden), <c>range_invalid</c>.</summary>
    public async Task<Result<UsageReport>> ReadAsync(Caller caller, UsageQuery query, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var calendar = await db.Database.SqlQuery<Calendar>($"""
            select time_zone as "Zone", (now() at time zone time_zone)::date as "Today" from organization where id = {caller.OrganizationId}
            """).SingleAsync(cancellationToken);
        var to = query.To ?? calendar.Today;
        var from = query.From ?? new DateOnly(to.Year, to.Month, 1);
        if (UsageQuery.Problem(from, to) is { } problem)
            return problem;

        var groups = await GroupsAsync(db, query, from, to, cancellationToken);
        var shown = groups.Where(group => query.After is null || string.CompareOrdinal(group.Key, query.After) > 0).OrderBy(group => group.Key, StringComparer.Ordinal).Take(query.Limit);
        return new UsageReport(from, to, calendar.Zone, Sum(groups), [.. shown.Select(group => new UsageGroup(group.Key, group.Name, group.Figures))]);
    }

    private static Task<List<Row>> GroupsAsync(StudioDb db, UsageQuery query, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var spend = new SpendQuery(db, SpendColumns.Days);
        SpendDimension? by = query.GroupBy == UsageGrouping.Day ? null : Enum.Parse<SpendDimension>(query.GroupBy.ToString());
        var source = by is { } told ? SpendSource.Of(new SpendFilter(), told) : SpendSource.Of(new SpendFilter());
        var (grouping, org) = (spend.Value(query.GroupBy.ToString()), spend.Value(db.Scope.OrganizationId));
        return spend.ListAsync<Row>($"""
            select g."Key", coalesce(u.display_name, k.name, g."Key") as "Name", g."Calls", g."InputTokens", g."CachedInputTokens", g."CacheWriteTokens",
                   g."OutputTokens", g."ReasoningTokens", g."CostNanoUsd"
            from (
              select {(by is { } key ? spend.KeyOf(key) : "to_char(d.day, 'YYYY-MM-DD')")} as "Key",
                     sum(d.calls)::bigint as "Calls", sum(d.input_tokens)::bigint as "InputTokens", sum(d.cached_input_tokens)::bigint as "CachedInputTokens",
                     sum(d.cache_write_tokens)::bigint as "CacheWriteTokens", sum(d.output_tokens)::bigint as "OutputTokens",
                     sum(d.reasoning_tokens)::bigint as "ReasoningTokens", sum(d.cost_nano_usd)::bigint as "CostNanoUsd"
              from {source.Table} d {(by is { } joined ? spend.JoinFor(joined) : "")}
              where d.org_id = {org} and d.day between {spend.Value(from)} and {spend.Value(to)}
              group by 1) g
            left join membership p on {grouping} = 'User' and p.org_id = {org} and p.user_id::text = g."Key"
            left join app_user u on u.id = p.user_id
            left join api_key k on {grouping} = 'Key' and k.org_id = {org} and k.id::text = g."Key"
            """, cancellationToken);
    }

    private static UsageFigures Sum(IReadOnlyCollection<Row> rows) => new(
        rows.Sum(row => row.Calls), rows.Sum(row => row.InputTokens), rows.Sum(row => row.CachedInputTokens), rows.Sum(row => row.CacheWriteTokens),
        rows.Sum(row => row.OutputTokens), rows.Sum(row => row.ReasoningTokens), rows.Sum(row => row.CostNanoUsd));

    private sealed record Calendar(string Zone, DateOnly Today);

    private sealed record Row(
        string Key, string Name, long Calls, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens, long CostNanoUsd)
    {
        public UsageFigures Figures => new(Calls, InputTokens, CachedInputTokens, CacheWriteTokens, OutputTokens, ReasoningTokens, CostNanoUsd);
    }
}
