using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Features.Traces.Access;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Conversations;

/// <summary>Reads the conversation that a call was made in, for an admin to whom it is open. The database decides to whom.</summary>
internal sealed class ConversationReader(StudioDatabase database)
{
    private static readonly Error s_none = Error.NotFound("no_call", "There is no such call, or it is longer ago than traces are kept.");
    private static readonly Error s_closed = Error.Forbidden("glass_needed", "This is a person's private chat. Opening it needs a reason, is logged, and the person is told.");

    /// <summary>Errors: <c>not_admin</c>, <c>glass_needed</c> (forbidden), <c>no_call</c>, <c>no_conversation</c> (not found).</summary>
    public async Task<Result<OpenedConversation>> ReadAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        if (CallTime.Of(callId) is not { } span)
            return s_none;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var asked = await db.Database.SqlQuery<Asked>($"""
            select c.turn_id as "TurnId", coalesce((d.record ->> 'owner')::uuid, c.user_id) as "OwnerId"
            from call c left join decision d on d.org_id = c.org_id and d.call_id = c.id and d.call_started_at = c.started_at
            where c.org_id = {db.Scope.OrganizationId} and c.id = {callId} and c.started_at between {span.From} and {span.To}
            """).SingleOrDefaultAsync(cancellationToken);
        if (asked is null)
            return s_none;
        if (asked is not { TurnId: { } turn, OwnerId: { } owner } || await TurnPlace.FindAsync(db, owner, turn, cancellationToken) is not { } conversation)
            return TurnPlace.Nowhere;
        var rows = await db.Database.SqlQuery<Row>($"""
            select title as "Title", assistant as "Assistant", message_id as "Id", role as "Role", state as "State", parts as "Parts", turn_id as "TurnId", created_at as "CreatedAt", problem as "Problem"
            from opened_conversation({owner}, {conversation})
            """).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return s_closed;
        var person = await db.Database.SqlQuery<string>($"""select display_name as "Value" from app_user where id = {owner}""").SingleOrDefaultAsync(cancellationToken);
        return new OpenedConversation(rows[0].Title, rows[0].Assistant, person, turn, await FinishedAsync(db, rows.ConvertAll(Message), cancellationToken));
    }

    private static async Task<IReadOnlyList<OpenedMessage>> FinishedAsync(StudioDb db, List<OpenedMessage> messages, CancellationToken cancellationToken)
    {
        var calls = messages.Select(message => message.CallId).OfType<Guid>().ToArray();
        var reasons = await db.Database.SqlQuery<Finished>($"""
            select call_id as "CallId", record ->> 'finish_reason' as "Reason" from decision where org_id = {db.Scope.OrganizationId} and call_id = any ({calls}) and record ->> 'finish_reason' is not null
            """).ToDictionaryAsync(one => one.CallId, one => one.Reason, cancellationToken);
        return messages.ConvertAll(message => message.CallId is { } call && reasons.TryGetValue(call, out var reason) ? message with { FinishReason = reason } : message);
    }

    private static OpenedMessage Message(Row row) => new(
        row.Id, Enum.Parse<MessageRole>(row.Role, ignoreCase: true), Enum.Parse<MessageState>(row.State, ignoreCase: true),
        JsonSerializer.Deserialize<IReadOnlyList<MessagePart>>(row.Parts, ChatJson.Options)!, row.TurnId, row.CreatedAt, row.Problem);

    private sealed record Asked(Guid? TurnId, Guid? OwnerId);

    private sealed record Finished(Guid CallId, string Reason);

    private sealed record Row(string Title, string Assistant, Guid Id, string Role, string State, string Parts, Guid? TurnId, DateTimeOffset CreatedAt, string? Problem);
}
