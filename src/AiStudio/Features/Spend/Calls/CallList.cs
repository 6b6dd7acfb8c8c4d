using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Calls;

/// <summary>The records of an organization's calls, for those who look after its money.</summary>
internal sealed class CallList(StudioDatabase database)
{
    /// <summary>The latest first. Error: <c>not_finance</c> (forbidden).</summary>
    public async Task<Result<IReadOnlyList<CallEntry>>> PageAsync(Caller caller, CallQuery query, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var (at, id) = (query.Before?.StartedAt, query.Before?.Id);
        var words = await SpendRights.ReadsWordsAsync(db, cancellationToken);
        return await db.Database.SqlQuery<CallEntry>($"""
            select c.id as "Id", c.started_at as "StartedAt", c.trace_id as "TraceId", c.turn_id as "TurnId", c.user_id as "UserId", c.api_key_id as "ApiKeyId",
                   case when {words} then c.end_user end as "EndUser", c.feature as "Feature", c.requested_model as "RequestedModel", c.served_model as "ServedModel", c.provider as "Provider",
                   c.streamed as "Streamed", c.ending as "Ending", c.error_code as "ErrorCode", c.duration_ms as "DurationMs", c.first_token_ms as "FirstTokenMs",
                   c.input_tokens as "InputTokens", c.output_tokens as "OutputTokens", c.estimated as "Estimated", c.cost_nano_usd as "CostNanoUsd"
            from call c
            where c.org_id = {caller.OrganizationId}
              and ({query.Id}::uuid is null or c.id = {query.Id}::uuid)
              and ({query.TraceId}::text is null or c.trace_id = {query.TraceId}::text)
              and ({query.TurnId}::uuid is null or c.turn_id = {query.TurnId}::uuid)
              and ({at}::timestamptz is null or (c.started_at, c.id) < ({at}::timestamptz, {id}::uuid))
            order by c.started_at desc, c.id desc
            limit {query.Limit}
            """).ToListAsync(cancellationToken);
    }
}
