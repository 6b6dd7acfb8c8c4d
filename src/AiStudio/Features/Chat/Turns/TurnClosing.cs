using AiStudio.Features.Prompts.Experiments;
using AiStudio.Features.Quality;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Turns;

/// <summary>The last thing written to a turn: message, facts, state and terminal event, together or not at all.</summary>
internal static class TurnClosing
{
    /// <summary>The events to tell watchers once committed; null when the turn is closed already.</summary>
    public static async Task<IReadOnlyList<TurnEvent>?> CloseAsync(
        StudioDb db, TurnKey key, int lastNumber, TurnOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (turnState, callId, code, problem) = (outcome.TurnState, outcome.CallId, outcome.ErrorCode, outcome.Problem);
        var closed = await db.Set<Turn>()
            .Where(turn => turn.Id == key.TurnId && turn.State == TurnState.Running)
            .ExecuteUpdateAsync(
                set => set.SetProperty(turn => turn.State, turnState).SetProperty(turn => turn.CallId, callId)
                    .SetProperty(turn => turn.ErrorCode, code).SetProperty(turn => turn.ErrorMessage, problem)
                    .SetProperty(turn => turn.EndedAt, now),
                cancellationToken);
        if (closed == 0)
            return null;

        var (state, parts) = (outcome.State, outcome.Parts);
        await db.Set<Message>()
            .Where(message => message.Id == key.AnswerId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(message => message.State, state).SetProperty(message => message.Parts, parts).SetProperty(message => message.CallId, callId),
                cancellationToken);
        if (outcome.Measured is { } measured)
            await db.RecordAnswerAsync(measured.Assignment, key.TurnId, measured.Figures, cancellationToken);
        if (outcome is { Mark: { } mark, CallId: { } call })
            await db.MarkAnswerAsync(key.ConversationId, call, mark, cancellationToken);
        await db.Set<Conversation>()
            .Where(conversation => conversation.Id == key.ConversationId)
            .ExecuteUpdateAsync(set => set.SetProperty(conversation => conversation.UpdatedAt, now), cancellationToken);

        var events = outcome.Events.Select((data, index) => new TurnEvent(lastNumber + index + 1, data)).ToList();
        db.AddRange(events.Select(one => new StoredTurnEvent
        {
            OrganizationId = key.Scope.OrganizationId,
            OwnerId = key.Scope.UserId!.Value,
            TurnId = key.TurnId,
            Number = one.Number,
            Kind = one.Kind,
            Data = one.Data,
            CreatedAt = now,
        }));
        await db.NotifyAsync(TurnTopics.Event, key.TurnId.ToString(), cancellationToken);
        await db.NotifyConversationAsync(key.ConversationId, key.TurnId, cancellationToken);
        return events;
    }
}
