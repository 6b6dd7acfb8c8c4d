using System.Runtime.CompilerServices;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Lets a person watch a turn of theirs, from whatever node, as often as they like.</summary>
internal sealed class TurnFeed(StudioDatabase database, TurnRunner runner, TurnSignals signals, TimeProvider time)
{
    private const int Batch = 500;

    // Signals arrive at once; this is for a node whose listening connection is away.
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(10);

    public async Task<bool> ExistsAsync(Caller caller, Guid turnId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<Turn>().AnyAsync(turn => turn.Id == turnId, cancellationToken);
    }

    /// <summary>The events after <paramref name="after"/>, stored and then live, without a gap or a double; ends after the last. A turn of somebody else has none.</summary>
    public async IAsyncEnumerable<TurnEvent> WatchAsync(Caller caller, Guid turnId, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = after;
        if (runner.LogOf(caller.Scope, turnId) is { } log)
        {
            await foreach (var one in log.ReadAsync(last, cancellationToken))
            {
                last = one.Number;
                yield return one;
            }
        }

        // Subscribed before the rows are read, so that nothing falls between the two.
        using var signal = signals.Subscribe(turnId);
        while (true)
        {
            var (events, ended) = await ReadAsync(caller, turnId, last, cancellationToken);
            foreach (var one in events)
            {
                last = one.Number;
                yield return one;
            }

            if (events.Count == Batch)
                continue;
            if (ended)
                yield break;
            await signal.WaitAsync(LookAtLeastEvery, time, cancellationToken);
        }
    }

    private async Task<(IReadOnlyList<TurnEvent> Events, bool Ended)> ReadAsync(Caller caller, Guid turnId, int after, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // The state first: what was closed then has all its rows.
        var running = await db.Set<Turn>().AnyAsync(turn => turn.Id == turnId && turn.State == TurnState.Running, cancellationToken);
        var rows = await db.Set<StoredTurnEvent>().AsNoTracking()
            .Where(row => row.TurnId == turnId && row.Number > after)
            .OrderBy(row => row.Number)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        return ([.. rows.Select(row => new TurnEvent(row.Number, row.Data))], !running);
    }
}
