using AiStudio.Platform.Data;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>What is known of an hour without reading its calls: whose they are, what they were for, who answered, and the longest and the dearest.</summary>
internal static class CallOutline
{
    /// <summary>Whether it tells of what the filter asks for. Ids, errors, tries and what is known of answers have indexes of their own.</summary>
    public static bool Tells(TraceFilter filter) =>
        filter is { Id: null, TraceId: null, Error: null, AsksForTries: false, Answer: null }
        && filter is not { UserId: null, ApiKeyId: null, PromptVersionId: null, AssistantId: null, Feature: null, Model: null, Provider: null, SlowMs: null, FirstMs: null, CostNanoUsd: null };

    /// <summary>The hours of the span in which nothing is that the filter admits, the latest first. Of the others nobody knows.</summary>
    public static Task<List<DateTimeOffset>> EmptyHoursAsync(StudioDb db, TraceFilter filter, TimeSlice span, CancellationToken cancellationToken)
    {
        var query = new TraceQuery(db, filter);
        var org = query.Value(db.Scope.OrganizationId);
        var conditions = new List<string>();
        foreach (var id in (Guid?[])[filter.UserId, filter.ApiKeyId, filter.PromptVersionId, filter.AssistantId])
        {
            if (id is { } wanted)
                conditions.Add($"{query.Value(wanted)} = any (o.ids)");
        }

        foreach (var (kind, trait) in new[] { ("feature", filter.Feature), ("model", filter.Model), ("provider", filter.Provider) })
        {
            if (trait is not null)
                conditions.Add($"{query.Value($"{kind}:{trait}")} = any (o.traits)");
        }

        // No first token comes after the end.
        if ((filter.SlowMs ?? filter.FirstMs) is { } slow)
            conditions.Add($"o.longest_ms >= {query.Value(slow)}");
        if (filter.CostNanoUsd is { } cost)
            conditions.Add($"o.dearest_nano_usd >= {query.Value(cost)}");
        return query.ListAsync<DateTimeOffset>($"""
            select o.hour as "Value" from call_outline o
            where o.org_id = {org} and o.hour >= {query.Value(span.From)} - interval '1 hour' and o.hour < {query.Value(span.To)} and not ({string.Join(" and ", conditions)})
              and (o.hour at time zone (select z.time_zone from organization z where z.id = {org}))::date <> all (array(select d.day from call_day_due d where d.org_id = {org}))
            order by o.hour desc
            """, cancellationToken);
    }
}
