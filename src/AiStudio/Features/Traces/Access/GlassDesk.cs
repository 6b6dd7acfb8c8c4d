using AiStudio.Features.ActivityLog;
using AiStudio.Features.Notifications;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Access;

/// <summary>Opens what belongs to somebody else: for a reason, for an hour, in the activity log, and the person is told.</summary>
internal sealed class GlassDesk(StudioDatabase database)
{
    public const string Opened = "trace.opened";
    public const int ShortestReason = 10;
    public const int LongestReason = 500;

    private static readonly TimeSpan s_open = TimeSpan.FromHours(1);

    /// <summary>
    /// Opens the texts of a call and of the other calls of its turn. Errors: <c>not_admin</c> (forbidden), <c>reason_missing</c> (invalid), <c>no_call</c> (not found).
    /// </summary>
    public Task<Result<DateTimeOffset>> OpenAsync(Caller caller, Guid callId, string reason, CancellationToken cancellationToken) =>
        OpenAsync(caller, callId, reason, whole: false, cancellationToken);

    /// <summary>Opens the conversation that a call was made in, besides the texts of its turn. Errors: those of <see cref="OpenAsync(Caller, Guid, string, CancellationToken)"/>, <c>no_conversation</c> (not found).</summary>
    public Task<Result<DateTimeOffset>> OpenConversationAsync(Caller caller, Guid callId, string reason, CancellationToken cancellationToken) =>
        OpenAsync(caller, callId, reason, whole: true, cancellationToken);

    private async Task<Result<DateTimeOffset>> OpenAsync(Caller caller, Guid callId, string reason, bool whole, CancellationToken cancellationToken)
    {
        reason = reason.Trim();
        if (reason.Length is < ShortestReason or > LongestReason)
            return Error.Invalid("reason_missing", $"Say in {ShortestReason} to {LongestReason} characters why you have to read this chat.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var calls = CallTime.Of(callId) is { } span ? await CallsOfTurnAsync(db, callId, span, cancellationToken) : [];
        if (calls.Count == 0)
            return Error.NotFound("no_call", "There is no such call.");
        var asked = calls[0];
        var conversation = whole ? await TurnPlace.FindAsync(db, asked.OwnerId, asked.TurnId, cancellationToken) : null;
        if (whole && conversation is null)
            return TurnPlace.Nowhere;
        var until = await InsertAsync(db, calls, conversation, reason, cancellationToken);
        var person = asked.OwnerId;
        db.LogActivity(caller, Opened, "call", callId, new { person, conversation, reason, until });
        if (person is { } owner && owner != caller.UserId)
        {
            await db.TellPersonAsync(owner, "An admin opened one of your chats",
                $"{(whole ? "The whole of that chat" : "One of your answers and the question to it")} can be read by them until {until.UtcDateTime:HH:mm} UTC. Who it was, and why, stands in the activity log: ask your admins if you did not expect this.",
                "/notifications", cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return until;
    }

    // The call that was asked for first. Somebody may have asked again what another has said: what was said is the other's.
    private static Task<List<TurnCall>> CallsOfTurnAsync(StudioDb db, Guid callId, (DateTimeOffset From, DateTimeOffset To) span, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<TurnCall>($"""
            select other.id as "Id", other.turn_id as "TurnId", coalesce((d.record ->> 'owner')::uuid, other.user_id) as "OwnerId"
            from call c
            join call other on other.org_id = c.org_id and other.started_at between {span.From} and {span.To} and (other.id = c.id or other.turn_id = c.turn_id)
            left join decision d on d.org_id = other.org_id and d.call_id = other.id and d.call_started_at = other.started_at
            where c.org_id = {db.Scope.OrganizationId} and c.id = {callId} and c.started_at between {span.From} and {span.To}
            order by other.id <> c.id
            """).ToListAsync(cancellationToken);

    private static async Task<DateTimeOffset> InsertAsync(StudioDb db, List<TurnCall> calls, Guid? conversation, string reason, CancellationToken cancellationToken)
    {
        var grants = calls.ConvertAll(_ => Guid.CreateVersion7()).ToArray();
        var opened = calls.ConvertAll(call => call.Id).ToArray();
        return (await db.Database.SqlQuery<DateTimeOffset>($"""
            insert into break_glass (org_id, id, admin_id, person_id, call_id, conversation_id, reason, expires_at)
            select {db.Scope.OrganizationId}, g.id, {db.Scope.UserId}, {calls[0].OwnerId}::uuid, g.call_id, {conversation}::uuid, {reason}, now() + {s_open}
            from unnest({grants}, {opened}) as g (id, call_id)
            returning expires_at as "Value"
            """).ToListAsync(cancellationToken))[0];
    }

    private sealed record TurnCall(Guid Id, Guid? TurnId, Guid? OwnerId);
}
