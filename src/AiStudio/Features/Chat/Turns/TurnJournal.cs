using System.Data.Common;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Turns;

/// <summary>
/// Writes what happens in a running turn: first to the database, then to those who watch, so that a number once seen is never lost.
/// Each write asks for the turn to be still running: a node that was given up by the others adds nothing more.
/// </summary>
internal sealed class TurnJournal(StudioDatabase database, TimeProvider time, RunningTurn turn)
{
    private static readonly TimeSpan SavePartialEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepTryingFor = TimeSpan.FromSeconds(20);

    private readonly TurnKey _key = turn.Key;
    private int _last;
    private long _partialSavedAt = time.GetTimestamp();

    /// <summary>Adds an event; about once a second also saves the text so far to the message.</summary>
    public async Task AppendAsync(TurnEventData data, AnswerText? text = null)
    {
        var next = new TurnEvent(_last + 1, data);
        var save = text is not null && time.GetElapsedTime(_partialSavedAt) >= SavePartialEvery;
        await WriteAsync(async db =>
        {
            await InsertAsync(db, next);
            if (save)
                await SavePartialAsync(db, text!.ToString());
            return true;
        });
        if (save)
            _partialSavedAt = time.GetTimestamp();
        _last = next.Number;
        turn.Log.Append([next]);
    }

    /// <summary>Closes the turn.</summary>
    public async Task FinishAsync(TurnOutcome outcome)
    {
        var events = await WriteAsync(db => TurnClosing.CloseAsync(db, _key, _last, outcome, time.GetUtcNow(), CancellationToken.None));
        // Closed by somebody else, or by a commit of ours whose answer was lost: the rows are right either way.
        turn.Log.Append(events ?? throw new TurnLostException());
    }

    private async Task InsertAsync(StudioDb db, TurnEvent one)
    {
        var (organization, owner) = (_key.Scope.OrganizationId, _key.Scope.UserId);
        var json = StoredTurnEvent.ToJson(one.Data);
        // The lock is against the closing of the turn only; writing twice after a lost answer is harmless.
        var inserted = await db.Database.ExecuteSqlAsync($"""
            insert into turn_event (org_id, turn_id, number, owner_id, kind, data)
            select org_id, id, {one.Number}, owner_id, {one.Kind}, {json}::jsonb from turn
            where org_id = {organization} and owner_id = {owner} and id = {_key.TurnId} and state = 'running'
            for key share
            on conflict do nothing
            """);
        if (inserted == 0 && !await db.Set<Turn>().AnyAsync(row => row.Id == _key.TurnId && row.State == TurnState.Running))
            throw new TurnLostException();
        await db.NotifyAsync(TurnTopics.Event, _key.TurnId.ToString(), CancellationToken.None);
    }

    private async Task SavePartialAsync(StudioDb db, string text)
    {
        IReadOnlyList<MessagePart> parts = [new TextPart(text)];
        await db.Set<Message>().Where(message => message.Id == _key.AnswerId)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.Parts, parts));
    }

    // Not cancellable: what the model said is paid for. A database that is away for a moment does not cost the answer.
    private async Task<T> WriteAsync<T>(Func<StudioDb, Task<T>> write)
    {
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await database.BeginAsync(_key.Scope, CancellationToken.None);
                var result = await write(db);
                await db.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception ex) when (IsTransient(ex) && time.GetElapsedTime(began) < KeepTryingFor)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 << Math.Min(attempt, 6), 2_000)), time);
            }
        }
    }

    private static bool IsTransient(Exception exception) =>
        exception is DbException { IsTransient: true } || exception.InnerException is DbException { IsTransient: true };
}
