using AiStudio.Features.Traces.Access;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>Finds calls; embeddings, which most others bring along and which leave no trace, only by their feature, an id or that they failed. One range of one index answers: an organization's calls of a span of time, the newest first, or of them those that a rare mark has an index for.</summary>
internal sealed class TraceList(StudioDatabase database)
{
    /// <summary>Error: <c>not_admin</c> (forbidden).</summary>
    public async Task<Result<TracePage>> PageAsync(Caller caller, TraceFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var search = await TraceSearch.BeginAsync(db, filter, cancellationToken);
        var rows = search.Among is [] ? [] : await RowsAsync(db, search, limit + 1, cancellationToken);
        return new TracePage([.. rows.Take(limit)], rows.Count > limit, search.Note);
    }

    private static Task<List<TraceEntry>> RowsAsync(StudioDb db, TraceSearch search, int limit, CancellationToken cancellationToken)
    {
        if (search.Among is null)
            return new TraceWalk(db, search.Filter).ReadAsync<TraceEntry>(limit, Entries, cancellationToken);
        var query = new TraceQuery(db, search.Filter);
        return query.ListAsync<TraceEntry>(Entries(query.Calls(search.Among, limit)), cancellationToken);
    }

    private static string Entries(string calls) => $"""
        select c.id as "Id", c.started_at as "StartedAt", c.turn_id as "TurnId", c.user_id as "UserId", u.display_name as "User", c.api_key_id as "ApiKeyId",
               c.feature as "Feature", c.requested_model as "RequestedModel", c.served_model as "ServedModel", c.provider as "Provider",
               c.prompt_version_id as "PromptVersionId", c.cache_kind as "CacheKind", c.ending as "Ending", c.error_code as "ErrorCode",
               c.duration_ms as "DurationMs", c.first_token_ms as "FirstTokenMs", c.output_tokens as "OutputTokens", c.cost_nano_usd as "CostNanoUsd", f.rating as "Rating"
        from ({calls}) c
        left join feedback f on f.org_id = c.org_id and f.call_id = c.id
        left join app_user u on u.id = c.user_id
        order by c.started_at desc, c.id
        """;
}
