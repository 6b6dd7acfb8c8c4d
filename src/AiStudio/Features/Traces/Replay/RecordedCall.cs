using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Replay;

/// <summary>A call as it is on record: what was said, and what else is needed to ask it again.</summary>
internal sealed record RecordedCall(CallPayload Payload, Guid? OwnerId, Guid? AssistantId, string? ServedModel, bool Streamed)
{
    /// <summary>Errors as <see cref="CallPayload.ReadAsync"/>.</summary>
    public static async Task<Result<RecordedCall>> ReadAsync(StudioDb db, Guid callId, CancellationToken cancellationToken)
    {
        var payload = await CallPayload.ReadAsync(db, callId, cancellationToken);
        if (!payload.Succeeded)
            return payload.Error;
        var span = CallTime.Of(callId)!.Value;
        var row = (await db.Database.SqlQuery<Row>($"""
            select p.owner_id as "OwnerId", d.assistant_id as "AssistantId", c.served_model as "ServedModel", c.streamed as "Streamed"
            from call c
            join call_payload p on p.org_id = c.org_id and p.call_id = c.id and p.call_started_at = c.started_at
            left join decision d on d.org_id = c.org_id and d.call_id = c.id and d.call_started_at = c.started_at
            where c.org_id = {db.Scope.OrganizationId} and c.id = {callId} and c.started_at between {span.From} and {span.To}
            """).ToListAsync(cancellationToken))[0];
        return new RecordedCall(payload.Value, row.OwnerId, row.AssistantId, row.ServedModel, row.Streamed);
    }

    private sealed record Row(Guid? OwnerId, Guid? AssistantId, string? ServedModel, bool Streamed);
}
