using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>What was said in a call: the rendered messages as they went to the gateway, and the answer.</summary>
internal sealed record CallPayload(Guid CallId, string Model, RecordedOptions Options, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<ChatMessage> Answer)
{
    private static readonly Error s_none = Error.NotFound("no_call", "There is no such call.");

    public string? FinishReason { get; init; }

    /// <summary>What the numbers of citations point at.</summary>
    public IReadOnlyList<RecordedPassage> Passages { get; init; } = [];

    public RecordedPrompt? Prompt { get; init; }

    /// <summary>Fingerprints of what went to the provider, where the protocol is written by the gateway itself.</summary>
    public IReadOnlyList<RecordedBody> Upstream { get; init; } = [];

    /// <summary>Whether something was taken out: then the same cannot be asked again.</summary>
    public bool Redacted { get; init; }

    /// <summary>
    /// The payload of a call, for the person of <paramref name="db"/>. The database decides who may read it. Errors: <c>no_call</c>, <c>payload_off</c>,
    /// <c>payload_expired</c> (not found), <c>glass_needed</c> (forbidden).
    /// </summary>
    public static async Task<Result<CallPayload>> ReadAsync(StudioDb db, Guid callId, CancellationToken cancellationToken)
    {
        if (CallTime.Of(callId) is not { } span)
            return s_none;
        var row = await db.Database.SqlQuery<Row>($"""
            select c.started_at as "StartedAt", coalesce((d.record ->> 'owner')::uuid, c.user_id) as "OwnerId", d.record ->> 'payload' as "Kept", p.request as "Request", p.response as "Response"
            from call c
            left join decision d on d.org_id = c.org_id and d.call_id = c.id and d.call_started_at = c.started_at
            left join call_payload p on p.org_id = c.org_id and p.call_id = c.id and p.call_started_at = c.started_at
            where c.org_id = {db.Scope.OrganizationId} and c.id = {callId} and c.started_at between {span.From} and {span.To}
            """).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
            return s_none;
        if (row.Request is null)
            return await MissingAsync(db, row, callId, cancellationToken);
        var request = PayloadJson.Unpack<StoredRequest>(row.Request);
        var response = row.Response is null ? null : PayloadJson.Unpack<StoredResponse>(row.Response);
        return new CallPayload(callId, request.Model, request.Options, PayloadJson.Messages(request.Messages), response is null ? [] : PayloadJson.Messages(response.Messages))
        {
            FinishReason = response?.FinishReason,
            Passages = request.Passages,
            Prompt = request.Prompt,
            Upstream = request.Upstream,
            Redacted = request.Redacted || response?.Redacted == true,
        };
    }

    private static async Task<Error> MissingAsync(StudioDb db, Row row, Guid callId, CancellationToken cancellationToken)
    {
        var policy = await PayloadPolicy.ReadAsync(db, cancellationToken);
        if (row.StartedAt.AddDays(policy.KeepDays) < await db.NowAsync(cancellationToken))
            return Error.NotFound("payload_expired", $"What was said is kept for {policy.KeepDays} days; this call is older.");
        if (row.Kept is null or "off")
            return Error.NotFound("payload_off", "What was said in this call was not kept. What is kept is set under Traces, Settings.");
        return row.Kept == "private" && !await db.MayOpenAsync(row.OwnerId, callId, cancellationToken)
            ? Error.Forbidden("glass_needed", "This is a person's private chat. Opening it needs a reason, is logged, and the person is told.")
            : Error.NotFound("payload_expired", "What was said in this call has been removed.");
    }

    private sealed record Row(DateTimeOffset StartedAt, Guid? OwnerId, string? Kept, byte[]? Request, byte[]? Response);
}

/// <summary>The prompt version the messages begin with.</summary>
internal sealed record RecordedPrompt(Guid VersionId, IReadOnlyDictionary<string, string> Variables);

/// <summary>What went to a provider in one attempt.</summary>
internal sealed record RecordedBody(int Attempt, string Sha256);
