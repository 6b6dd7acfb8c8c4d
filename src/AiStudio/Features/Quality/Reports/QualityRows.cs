using AiStudio.Gateway.Audit;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Quality.Reports;

/// <summary>
/// Reads what an organization's calls were folded into. Each row is read once, whatever it is added up by, and added up here: told apart by every mark and every step, the
/// database sorts as many rows as there are calls.
/// </summary>
internal static class QualityRows
{
    private const string Columns = """
        calls as "Calls", completed as "Completed", stopped as "Stopped", failed as "Failed", refused as "Refused", cached as "Cached", answers as "Answers", declined as "Declined",
        thumbs_up as "ThumbsUp", thumbs_down as "ThumbsDown", quoted as "Quoted", verified as "Verified", duration_marks as "DurationMarks", duration_counts as "DurationCounts",
        first_marks as "FirstMarks", first_counts as "FirstCounts"
        """;

    private const string Narrowed = """
        ({1}::text is null or c.feature = {1}::text) and ({2}::uuid is null or c.assistant_id = {2}::uuid) and ({3}::text is null or c.model = {3}::text) and ({4}::text is null or c.provider = {4}::text)
        """;

    /// <summary>By the hour, from the hours themselves.</summary>
    public static Task<QualitySums> HoursAsync(StudioDb db, QualityFilter filter, DateTimeOffset from, DateTimeOffset to, string zone, CancellationToken cancellationToken) =>
        SumAsync(db, $$"""
            select to_char(date_trunc('hour', c.hour at time zone {6}), 'YYYY-MM-DD HH24:MI') as "Step", c.model as "Model", c.assistant_id as "AssistantId", {{Columns}}
            from call_hour c where c.org_id = {0} and c.hour >= {5} and c.hour < {7} and {{Narrowed}}
            """, filter, [from, zone, to], cancellationToken);

    /// <summary>By the day: those that are over from what they came to, the others from their hours, day after day by the index.</summary>
    public static Task<QualitySums> DaysAsync(StudioDb db, QualityFilter filter, string zone, CancellationToken cancellationToken) =>
        SumAsync(db, $$"""
            select to_char(c.day, 'YYYY-MM-DD 00:00') as "Step", c.model as "Model", c.assistant_id as "AssistantId", {{Columns}}
            from call_day c
            where c.org_id = {0} and c.day between {5} and {7} and {{Narrowed}} and c.day not in (select d.day from call_day_due d where d.org_id = {0})
            union all
            select to_char(d.day, 'YYYY-MM-DD 00:00'), c.model, c.assistant_id, {{Columns}}
            from (
              select day, (day::timestamp at time zone {6}) - interval '3 hours' as since, (day::timestamp at time zone {6}) + interval '28 hours' as until
              from call_day_due where org_id = {0} and day between {5} and {7} offset 0) d
            cross join lateral (select * from call_hour h where h.org_id = {0} and h.hour >= d.since and h.hour < d.until offset 0) c
            where (c.hour at time zone {6})::date = d.day and {{Narrowed}}
            """, filter, [filter.From, zone, filter.To], cancellationToken);

    private static async Task<QualitySums> SumAsync(StudioDb db, string sql, QualityFilter filter, object[] range, CancellationToken cancellationToken)
    {
        var sums = new QualitySums();
        object?[] values = [db.Scope.OrganizationId, filter.Feature, filter.AssistantId, filter.Model, filter.Provider, .. range];
        await foreach (var row in db.Database.SqlQueryRaw<FoldedCalls>(sql, values!).AsAsyncEnumerable().WithCancellation(cancellationToken))
            sums.Add(row);
        return sums;
    }

    /// <summary>By name. What calls were made for does not matter: a provider's trouble is everybody's.</summary>
    public static async Task<IReadOnlyList<ProviderFigures>> ProvidersAsync(StudioDb db, QualityFilter filter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<TryRow>($"""
            select provider as "Provider", error_code as "Code", sum(tries)::bigint as "Tries", sum(openings)::bigint as "Openings" from attempt_hour
            where org_id = {db.Scope.OrganizationId} and hour >= {from} and hour < {to}
              and ({filter.Model}::text is null or model = {filter.Model}::text) and ({filter.Provider}::text is null or provider = {filter.Provider}::text)
            group by 1, 2
            """).ToListAsync(cancellationToken);
        return
        [
            .. rows.GroupBy(row => row.Provider).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ProviderFigures(
                group.Key,
                group.Where(row => !CallAttempt.PassedOver.Contains(row.Code)).Sum(row => row.Tries),
                group.Sum(row => row.Openings),
                group.Where(row => row.Code == CallAttempt.BreakerOpen).Sum(row => row.Tries),
                [.. group.Where(row => row.Code.Length > 0 && !CallAttempt.PassedOver.Contains(row.Code)).OrderByDescending(row => row.Tries).Select(row => (row.Code, row.Tries))])),
        ];
    }

    private sealed record TryRow(string Provider, string Code, long Tries, long Openings);
}
