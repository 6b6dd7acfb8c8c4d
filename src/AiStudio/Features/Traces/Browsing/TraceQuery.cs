using System.Globalization;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>A statement over the calls that a filter admits. It names what the filter names and nothing else, so that the index that has the fewest of them answers. Values go as parameters; the text is ours alone.</summary>
internal sealed class TraceQuery(StudioDb db, TraceFilter filter)
{
    private readonly List<object> _values = [];
    private readonly List<string> _more = [];

    /// <summary>A parameter; what stands for it in the text.</summary>
    public string Value(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"{{{_values.Count - 1}}}");
    }

    /// <summary>Admits only those calls <c>c</c> of which this holds too.</summary>
    public void And(string condition) => _more.Add(condition);

    /// <summary>The admitted rows of <c>call c</c> after the place that the filter names, the newest first.</summary>
    /// <param name="among">Only these calls; null for any.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="slices">Only in these spans of time, each of which is read for itself; null for all of it.</param>
    public string Calls(Guid[]? among, int limit, IReadOnlyList<TimeSlice>? slices = null)
    {
        var (org, from, to) = (Value(db.Scope.OrganizationId), Value(filter.From), Value(filter.To));
        var conditions = new List<string> { $"c.org_id = {org} and c.started_at >= {from} and c.started_at < {to}" };
        void Add<T>(T? wanted, Func<string, string> condition)
        {
            if (wanted is not null)
                conditions.Add(condition(Value(wanted)));
        }

        if (filter.After is { } after)
        {
            var at = Value(after.StartedAt);
            conditions.Add($"c.started_at <= {at} and (c.started_at < {at} or c.id > {Value(after.Id)})");
        }

        Add(among, calls => $"c.id = any ({calls})");
        Add(filter.Id, id => $"(c.id = {id} or c.turn_id = {id})");
        Add(filter.TraceId, trace => $"c.trace_id = {trace}");
        // Neither has an index, for which every call would pay: those of programs, too, carry the person who made their key.
        Add(filter.UserId, user => $"c.user_id = {user}");
        Add(filter.ApiKeyId, key => $"c.api_key_id = {key}");
        Add(filter.PromptVersionId, version => $"c.prompt_version_id = {version}");
        Add(filter.Feature, feature => $"c.feature = {feature}");
        Add(filter.Model, model => $"(c.requested_model = {model} or c.served_model = {model})");
        Add(filter.Provider, provider => $"c.provider = {provider}");
        if (filter.Endings is { Count: > 0 } endings)
            conditions.Add($"{(endings.Contains("completed") ? "" : "c.ending <> 'completed' and ")}c.ending = any ({Value(endings.ToArray())})");
        Add(filter.Error, error => $"c.error_code is not null and {error} in ('any', c.error_code)");
        if (filter.AsksForTries)
            conditions.Add(Tries(org, from, to));
        if (filter.Cached)
            conditions.Add("c.cache_kind is not null");
        // What a chat's answer was found to be is kept by the call's id alone, which says when it was made: a little before its call began. As an array, because how many there are is not to be guessed from the condition.
        if (filter.Answer is { } fault)
            conditions.Add($"c.id = any (array(select m.call_id from answer_mark m where m.org_id = {org} and {Marked(fault)} and m.call_id >= first_id(greatest({from} - interval '1 hour', 'epoch')) and m.call_id < first_id({to})))");
        Add(filter.SlowMs, slow => $"c.duration_ms >= {slow}");
        Add(filter.FirstMs, first => $"c.first_token_ms >= {first}");
        Add(filter.CostNanoUsd, cost => $"c.cost_nano_usd >= {cost}");
        // A call is rated after it has begun.
        Add(filter.Rating, rating => $"c.id in (select r.call_id from feedback r where r.org_id = {org} and r.rating = {rating} and r.created_at >= {from})");
        // By the id alone: of the id and the time together the planner expects a row where there are all of them, and gathers those instead of stopping at the limit.
        Add(filter.AssistantId, assistant => $"c.id in (select d.call_id from decision d where d.org_id = {org} and d.assistant_id = {assistant} and d.call_started_at >= {from} and d.call_started_at < {to})");
        if (among is null && filter.LeavesOutEmbeddings)
            conditions.Add("c.feature <> 'embedding'");
        conditions.AddRange(_more);
        var most = Value(limit);
        if (slices is null)
            return $"select c.* from call c where {string.Join(" and ", conditions)} order by c.started_at desc, c.id limit {most}";
        return $"""
            select c.* from unnest({Value(slices.Select(slice => slice.From.UtcDateTime).ToArray())}, {Value(slices.Select(slice => slice.To.UtcDateTime).ToArray())}) s(since, until)
            cross join lateral (
              select c.* from call c where {string.Join(" and ", conditions)} and c.started_at >= s.since and c.started_at < s.until
              order by c.started_at desc, c.id limit {most}) c
            order by c.started_at desc, c.id limit {most}
            """;
    }

    // Of the tries that were not answered, as the index has them. Who was passed over was not tried, and is looked for by its code.
    private string Tries(string org, string from, string to)
    {
        var conditions = new List<string> { $"t.org_id = {org} and t.call_started_at >= {from} and t.call_started_at < {to} and t.error_code is not null" };
        if (filter.FailedAt is { } provider)
            conditions.Add($"t.provider = {Value(provider)}");
        if (filter.FailedOn is { } model)
            conditions.Add($"t.model_id = {Value(model)}");
        conditions.Add(filter.Attempt is { } code and not "any"
            ? $"t.error_code = {Value(code)}"
            : $"t.error_code <> all ({Value(CallAttempt.PassedOver.ToArray())})");
        return $"c.id in (select t.call_id from call_attempt t where {string.Join(" and ", conditions)})";
    }

    private static string Marked(AnswerFault fault) => fault == AnswerFault.Declined ? "m.refused" : "m.verified < m.quoted";

    public Task<List<T>> ListAsync<T>(string sql, CancellationToken cancellationToken) => db.Database.SqlQueryRaw<T>(sql, [.. _values]).ToListAsync(cancellationToken);
}
