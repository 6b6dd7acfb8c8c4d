using AiStudio.Features.Traces.Payloads;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Recording;

/// <summary>A batch of one organization as rows: a statement each for spans, decisions and payloads. Doing it twice changes nothing.</summary>
internal static class TraceRows
{
    public static async Task InsertAsync(StudioDb db, TraceBatch batch, CancellationToken cancellationToken)
    {
        await InsertSpansAsync(db, batch.Items, cancellationToken);
        await InsertDecisionsAsync(db, [.. batch.Items.Where(item => item.Trace is not null)], batch.Mode, cancellationToken);
        if (batch.Texts.Count > 0)
            await InsertPayloadsAsync(db, batch.Texts, batch.Mode, cancellationToken);
    }

    private static Task<int> InsertSpansAsync(StudioDb db, IReadOnlyList<TraceItem> items, CancellationToken cancellationToken)
    {
        var spans = items.SelectMany(item => CallSpans.Of(item).Select(span => (item.CallId, item.StartedAt, Span: span))).ToList();
        var calls = spans.ConvertAll(row => row.CallId).ToArray();
        var times = spans.ConvertAll(row => row.StartedAt.UtcDateTime).ToArray();
        var ids = spans.ConvertAll(_ => Guid.CreateVersion7()).ToArray();
        var names = spans.ConvertAll(row => row.Span.Name).ToArray();
        var begins = spans.ConvertAll(row => row.Span.StartedAt.UtcDateTime).ToArray();
        var durations = spans.ConvertAll(row => (long)row.Span.Duration.TotalMicroseconds).ToArray();
        var attributes = spans.ConvertAll(row => CallSpans.Attributes(row.Span)).ToArray();
        return db.Database.ExecuteSqlAsync($"""
            insert into span (org_id, call_id, call_started_at, id, name, started_at, duration_us, attributes)
            select {db.Scope.OrganizationId}, s.call_id, s.call_started_at, s.id, s.name, s.started_at, s.duration_us, s.attributes::jsonb
            from unnest({calls}, {times}, {ids}, {names}, {begins}, {durations}, {attributes})
              as s (call_id, call_started_at, id, name, started_at, duration_us, attributes)
            on conflict do nothing
            """, cancellationToken);
    }

    private static async Task InsertDecisionsAsync(StudioDb db, List<TraceItem> traces, PayloadMode mode, CancellationToken cancellationToken)
    {
        if (traces.Count == 0)
            return;
        var calls = traces.ConvertAll(item => item.CallId).ToArray();
        var times = traces.ConvertAll(item => item.StartedAt.UtcDateTime).ToArray();
        var assistants = traces.ConvertAll(item => item.Trace!.Call.Context?.AssistantId).ToArray();
        var requests = traces.ConvertAll(item => item.Request).ToArray();
        var records = traces.ConvertAll(item => DecisionRecord.Of(item.Trace!, Kept(item.Trace!, mode)).ToJson()).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            insert into decision (org_id, call_id, call_started_at, assistant_id, request, record)
            select {db.Scope.OrganizationId}, d.call_id, d.call_started_at, d.assistant_id, d.request, d.record::jsonb
            from unnest({calls}, {times}, {assistants}, {requests}, {records}) as d (call_id, call_started_at, assistant_id, request, record)
            on conflict do nothing
            """, cancellationToken);
    }

    private static Task<int> InsertPayloadsAsync(StudioDb db, List<(TraceItem Call, PayloadPacker.Packed Texts)> kept, PayloadMode kind, CancellationToken cancellationToken)
    {
        var calls = kept.ConvertAll(one => one.Call.CallId).ToArray();
        var times = kept.ConvertAll(one => one.Call.StartedAt.UtcDateTime).ToArray();
        var owners = kept.ConvertAll(one => PayloadOwner.Of(one.Call.Trace!)).ToArray();
        var callers = kept.ConvertAll(one => PayloadOwner.Of(one.Call.Trace!) ?? one.Call.Trace!.Record.Caller.UserId).ToArray();
        var requests = kept.ConvertAll(one => one.Texts.Request.Compressed).ToArray();
        var responses = kept.ConvertAll(one => one.Texts.Response.Compressed).ToArray();
        var redacted = kept.ConvertAll(one => one.Texts.Redacted).ToArray();
        var requestBytes = kept.ConvertAll(one => one.Texts.Request.Length).ToArray();
        var responseBytes = kept.ConvertAll(one => one.Texts.Response.Length).ToArray();
        var mode = SnakeCaseConverter<PayloadMode>.ToText(kind);
        return db.Database.ExecuteSqlAsync($"""
            insert into call_payload (org_id, call_id, call_started_at, owner_id, mode, redacted, request, response, request_bytes, response_bytes)
            select {db.Scope.OrganizationId}, p.call_id, p.call_started_at, p.owner_id, {mode}, p.redacted, p.request, p.response, p.request_bytes, p.response_bytes
            from unnest({calls}, {times}, {owners}, {callers}, {redacted}, {requests}, {responses}, {requestBytes}, {responseBytes})
              as p (call_id, call_started_at, owner_id, caller_id, redacted, request, response, request_bytes, response_bytes)
            where not exists (select 1 from membership m where m.org_id = {db.Scope.OrganizationId} and m.user_id = p.caller_id and m.erased_at is not null)
            on conflict do nothing
            """, cancellationToken);
    }

    private static string Kept(CallTrace trace, PayloadMode mode) =>
        mode == PayloadMode.Off || trace.Messages is null ? DecisionRecord.NotKept : PayloadOwner.Of(trace) is null ? DecisionRecord.KeptOpen : DecisionRecord.KeptPrivate;
}
