using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Usage;

/// <summary>Adds the ledger up, entry by entry: what it says is what was charged. For those who look after the organization's money.</summary>
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

        var groups = await GroupsAsync(db, query, calendar.Zone, from, to, cancellationToken);
        var shown = groups.Where(group => query.After is null || string.CompareOrdinal(group.Key, query.After) > 0).OrderBy(group => group.Key, StringComparer.Ordinal).Take(query.Limit);
        return new UsageReport(from, to, calendar.Zone, Sum(groups), [.. shown.Select(group => new UsageGroup(group.Key, group.Name, group.Figures))]);
    }

    // A range starts and ends at the midnights of the organization's days, so that the index on time serves it.
    private static Task<List<Row>> GroupsAsync(StudioDb db, UsageQuery query, string zone, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var grouping = SnakeCaseConverter<UsageGrouping>.ToText(query.GroupBy);
        return db.Database.SqlQuery<Row>($"""
            select g."Key", coalesce(u.display_name, k.name, g."Key") as "Name", g."Calls", g."InputTokens", g."CachedInputTokens", g."CacheWriteTokens",
                   g."OutputTokens", g."ReasoningTokens", g."CostNanoUsd"
            from (
              select case {grouping}
                       when 'day' then to_char(e.created_at at time zone {zone}, 'YYYY-MM-DD')
                       when 'feature' then e.feature
                       when 'model' then e.model_id
                       when 'user' then coalesce(e.user_id::text, '')
                       when 'tier' then coalesce(m.tier, '')
                       else coalesce(e.api_key_id::text, '')
                     end as "Key",
                     count(*) as "Calls", sum(e.input_tokens)::bigint as "InputTokens", sum(e.cached_input_tokens)::bigint as "CachedInputTokens",
                     sum(e.cache_write_tokens)::bigint as "CacheWriteTokens", sum(e.output_tokens)::bigint as "OutputTokens",
                     sum(e.reasoning_tokens)::bigint as "ReasoningTokens", sum(e.cost_nano_usd)::bigint as "CostNanoUsd"
              from ledger_entry e left join membership m on {grouping} = 'tier' and m.org_id = e.org_id and m.user_id = e.user_id
              where e.org_id = {db.Scope.OrganizationId}
                and e.created_at >= {from}::date::timestamp at time zone {zone} and e.created_at < ({to}::date + 1)::timestamp at time zone {zone}
              group by 1) g
            left join membership p on {grouping} = 'user' and p.org_id = {db.Scope.OrganizationId} and p.user_id::text = g."Key"
            left join app_user u on u.id = p.user_id
            left join api_key k on {grouping} = 'key' and k.org_id = {db.Scope.OrganizationId} and k.id::text = g."Key"
            """).ToListAsync(cancellationToken);
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
