using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Overview;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Spend.Calls;

/// <summary>Rows and sums of one filter and period, from the ledger or from the records of calls.</summary>
internal sealed class ChargedReader(StudioDb db, SpendPeriod period, CallFilter filter, bool words)
{
    private IReadOnlyList<Day>? _days;

    /// <summary>What all pages saved, where that is asked: the figure of the overview, read as it is there. Null for routing, which no roll-up knows: a million calls take seconds.</summary>
    public async Task<SavingSum?> SavedAsync(CancellationToken cancellationToken) =>
        filter.Saved is { } saving and not CallSaving.Routing ? await new SavingsReader(db, period, filter.Spend).SumAsync(saving, cancellationToken) : null;

    /// <summary>Of all pages. Null for what saved, and for calls that completed, which are nearly all there are: what they come to is what was charged.</summary>
    public async Task<Total?> TotalAsync(CancellationToken cancellationToken)
    {
        if (filter.Saved is not null)
            return null;
        if (filter is { ByOutcome: false, Since: not null })
        {
            // Days are added up, and not parts of them.
            var entries = new SpendQuery(db, SpendColumns.Entries, period.Locked);
            return (await entries.ListAsync<Total>($"""
                select coalesce(sum(e.cost_nano_usd), 0)::bigint as "CostNanoUsd", count(*) as "Calls", coalesce(sum(e.input_tokens), 0)::bigint as "InputTokens", coalesce(sum(e.output_tokens), 0)::bigint as "OutputTokens"
                from ledger_entry e where {entries.Where(filter.Spend)} and {Between(entries, "e.created_at", period.From)}
                """, cancellationToken))[0];
        }

        if (!filter.ByOutcome)
        {
            var days = await DaysAsync(cancellationToken);
            return new Total(days.Sum(day => day.CostNanoUsd), days.Sum(day => day.Calls), days.Sum(day => day.InputTokens), days.Sum(day => day.OutputTokens));
        }

        if (filter is { Ending: CallFilter.Completed, ErrorCode: null, Call: null })
            return null;
        var calls = new SpendQuery(db, SpendColumns.Calls, period.Locked);
        return (await calls.ListAsync<Total>($"""
            select coalesce(sum(c.cost_nano_usd), 0)::bigint as "CostNanoUsd", count(*) as "Calls", coalesce(sum(c.input_tokens), 0)::bigint as "InputTokens", coalesce(sum(c.output_tokens), 0)::bigint as "OutputTokens"
            from call c where {calls.Where(filter.Spend)} and {Outcome(calls)} and {Between(calls, "c.started_at", period.From)}
            """, cancellationToken))[0];
    }

    /// <summary>The latest first, from after <paramref name="before"/> on.</summary>
    public async Task<List<ChargedCall>> RowsAsync(CallQuery.Place? before, int limit, CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, filter.ByRecord ? SpendColumns.Calls : SpendColumns.Entries, period.Locked);
        var first = filter.ByOutcome || filter.Saved is CallSaving.Routing ? period.From : await FirstDayAsync(before, limit, cancellationToken);
        var rows = filter.ByRecord ? Recorded(query, before, limit, first) : Charged(query, before, limit, first);
        return await query.ListAsync<ChargedCall>($"""
            select r.id as "Id", r.at as "At", r.at at time zone {query.Value(period.Zone)} as "Local", r.feature as "Feature", r.model as "Model", r.provider as "Provider",
                   r.requested_model as "RequestedModel", u.display_name as "Person", k.name as "ApiKey", n.name as "Unit", l.tier as "Tier", {(words ? "r.end_user" : "null::text")} as "EndUser",
                   r.ending as "Ending", r.error_code as "ErrorCode", r.input_tokens as "InputTokens", r.cached_input_tokens as "CachedInputTokens",
                   r.cache_write_tokens as "CacheWriteTokens", r.output_tokens as "OutputTokens", r.reasoning_tokens as "ReasoningTokens", r.estimated as "Estimated", r.cost_nano_usd as "CostNanoUsd",
                   r.saved as "SavedNanoUsd"
            from ({rows}) r
            left join membership p on p.org_id = r.org_id and p.user_id = r.user_id
            left join app_user u on u.id = p.user_id
            left join {query.Places()} l on l.org_id = r.org_id and l.user_id = r.user_id
            left join organization_unit n on n.org_id = l.org_id and n.id = l.unit_id
            left join api_key k on k.org_id = r.org_id and k.id = r.api_key_id
            order by r.at desc, r.id desc
            """, cancellationToken);
    }

    // The rows are cut off before anything is joined to them. A call has begun within a day before it is charged.
    private string Charged(SpendQuery query, CallQuery.Place? before, int limit, DateOnly first)
    {
        var saving = SavingRows.OfEntries(filter.Saved, query, period.Zone);
        return $"""
            select e.org_id, e.call_id as id, e.created_at as at, e.feature, e.model_id as model, e.provider, c.requested_model, e.user_id, e.api_key_id, c.end_user, c.ending, c.error_code,
                   e.input_tokens, e.cached_input_tokens, e.cache_write_tokens, e.output_tokens, e.reasoning_tokens, e.estimated, e.cost_nano_usd, {saving.Saved} as saved
            from (select * from ledger_entry e
                  where {query.Where(filter.Spend)} and {saving.Where} and {Between(query, "e.created_at", first)}{After(query, "e.created_at", "e.call_id", before)}
                  order by e.created_at desc, e.call_id desc limit {query.Value(limit)}) e
            left join lateral (
              select c.requested_model, c.end_user, c.ending, c.error_code from call c
              where c.org_id = e.org_id and c.id = e.call_id and c.started_at between e.created_at - interval '1 day' and e.created_at + interval '1 hour' limit 1) c on true
            {saving.Join}
            """;
    }

    private string Recorded(SpendQuery query, CallQuery.Place? before, int limit, DateOnly first)
    {
        var saving = SavingRows.OfCalls(filter.Saved, query, db.Scope.OrganizationId);
        var those = $"where {query.Where(filter.Spend)} and {saving.Where} and {Outcome(query)} and {Between(query, "c.started_at", first)}{After(query, "c.started_at", "c.id", before)}";
        var order = $"order by c.started_at desc, c.id desc limit {query.Value(limit)}";
        return $"""
            {saving.With}
            select c.org_id, c.id, c.started_at as at, c.feature, coalesce(c.served_model, '') as model, coalesce(c.provider, '') as provider, c.requested_model, c.user_id, c.api_key_id,
                   c.end_user, c.ending, c.error_code, coalesce(c.input_tokens, 0) as input_tokens, coalesce(c.cached_input_tokens, 0) as cached_input_tokens, 0::bigint as cache_write_tokens,
                   coalesce(c.output_tokens, 0) as output_tokens, 0::bigint as reasoning_tokens, c.estimated, c.cost_nano_usd, {saving.Saved} as saved
            from {(saving.Each is { } each ? $"{each} cross join lateral (select * from call c {those} {order}) c" : $"call c {those}")}
            {order}
            """;
    }

    // What few calls match lies far back: the roll-up knows how far, so that no day is read in vain that need not be.
    private async Task<DateOnly> FirstDayAsync(CallQuery.Place? before, int limit, CancellationToken cancellationToken)
    {
        if (filter.Spend.IsWide || filter.Since is not null)
            return period.From;
        // Of the day that the page before ended in, nobody knows how many are left: it is read, and not counted. Wherever that is, it is at most a day off the one in UTC.
        var near = before is null ? period.To.AddDays(1) : DateOnly.FromDateTime(before.StartedAt.UtcDateTime).AddDays(-1);
        var (first, later) = (near < period.From ? period.From : near > period.To ? period.To : near, 0L);
        foreach (var day in (await (filter.Saved is null ? DaysAsync(cancellationToken) : SavingDaysAsync(cancellationToken))).Where(day => day.At < near))
        {
            if (later >= limit)
                break;
            (first, later) = (day.At, later + day.Calls);
        }

        return first;
    }

    // The latest first.
    private async Task<IReadOnlyList<Day>> DaysAsync(CancellationToken cancellationToken)
    {
        if (_days is not null)
            return _days;
        var days = new SpendQuery(db, SpendColumns.Days, period.Locked);
        return _days = await days.ListAsync<Day>($"""
            select d.day as "At", sum(d.cost_nano_usd)::bigint as "CostNanoUsd", sum(d.calls)::bigint as "Calls", sum(d.input_tokens)::bigint as "InputTokens", sum(d.output_tokens)::bigint as "OutputTokens"
            from {SpendSource.Of(filter.Spend).Table} d where {days.Where(filter.Spend)} and d.day between {days.Value(period.From)} and {days.Value(period.To)}
            group by d.day order by d.day desc
            """, cancellationToken);
    }

    // The latest first, with as many calls as there must be at least: every row of a roll-up that tells of a saving is of one or more.
    private async Task<IReadOnlyList<Day>> SavingDaysAsync(CancellationToken cancellationToken)
    {
        var prompts = filter.Saved is CallSaving.Prompt;
        var days = new SpendQuery(db, prompts ? SpendColumns.Days : SpendColumns.Savings, period.Locked);
        var from = prompts
            ? $"from {SpendSource.Of(filter.Spend).Table} d where (d.cached_input_tokens > 0 or d.cache_write_tokens > 0)"
            : $"from saving v where v.cache_kind = {days.Value(filter.Saved is CallSaving.Exact ? "exact" : "semantic")}";
        return await days.ListAsync<Day>($"""
            select day as "At", 0::bigint as "CostNanoUsd", count(*) as "Calls", 0::bigint as "InputTokens", 0::bigint as "OutputTokens"
            {from} and {days.Where(filter.Spend)} and day between {days.Value(period.From)} and {days.Value(period.To)}
            group by day order by day desc
            """, cancellationToken);
    }

    // What did not complete has an index.
    private string Outcome(SpendQuery query)
    {
        var conditions = new List<string> { "true" };
        if (filter.Ending is { } ending)
            conditions.Add(ending == CallFilter.Completed ? $"c.ending = {query.Value(ending)}" : $"c.ending <> '{CallFilter.Completed}' and c.ending = {query.Value(ending)}");
        if (filter.ErrorCode is { } code)
            conditions.Add($"c.error_code = {query.Value(code)}");
        // What was refused has a code: the index of what failed is read.
        if (filter.Budget is { } budget)
            conditions.Add($"c.error_code is not null and c.refused_by = {query.Value(budget)}");
        if (filter.Call is { } call)
            conditions.Add($"c.id = {query.Value(call)}");
        return string.Join(" and ", conditions);
    }

    // A range starts and ends at the midnights of the organization's days, so that the index on time serves it.
    private string Between(SpendQuery query, string column, DateOnly first)
    {
        if (filter is { Since: { } since, Until: { } until })
            return $"{column} >= {query.Value(since)} and {column} < {query.Value(until)}";
        var zone = query.Value(period.Zone);
        return $"{column} >= first_instant({query.Value(first)}::timestamp, {zone}) and {column} < first_instant(({query.Value(period.To)} + 1)::timestamp, {zone})";
    }

    private static string After(SpendQuery query, string time, string id, CallQuery.Place? before) =>
        before is null ? "" : $" and ({time}, {id}) < ({query.Value(before.StartedAt)}, {query.Value(before.Id)})";

    private sealed record Day(DateOnly At, long CostNanoUsd, long Calls, long InputTokens, long OutputTokens);

    internal sealed record Total(long CostNanoUsd, long Calls, long InputTokens, long OutputTokens);
}
