using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Closes turns whose node died, with what they had said. Every node looks; whoever comes first closes.</summary>
internal sealed partial class InterruptAbandonedTurns(StudioDatabase database, TimeProvider time, ILogger<InterruptAbandonedTurns> logger)
    : PeriodicWork(TimeSpan.FromSeconds(20), time, logger)
{
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var closed = 0;
        foreach (var (scope, turnId) in await AbandonedAsync(cancellationToken))
        {
            try
            {
                closed += await CloseAsync(scope, turnId, cancellationToken) ? 1 : 0;
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                // One turn that cannot be closed does not keep the others open.
                LogStuck(ex, turnId);
            }
        }

        return closed;
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (await SweepAsync(cancellationToken) is > 0 and var closed)
            LogClosed(closed);
    }

    private async Task<IReadOnlyList<(TenantScope Scope, Guid TurnId)>> AbandonedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, owner_id, turn_id from turns_abandoned()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(TenantScope, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((new TenantScope(reader.GetGuid(0), reader.GetGuid(1)), reader.GetGuid(2)));
        return found;
    }

    private async Task<bool> CloseAsync(TenantScope scope, Guid turnId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        // The lock keeps the last event of a node that is merely slow from taking the number of the terminal one.
        var turns = await db.Set<Turn>().FromSql($"""
            select * from turn where org_id = {scope.OrganizationId} and id = {turnId} and state = 'running' and lease_until < now() for update
            """).AsNoTracking().ToListAsync(cancellationToken);
        if (turns.Count == 0)
            return false;
        var events = await db.Set<StoredTurnEvent>().AsNoTracking().Where(row => row.TurnId == turnId).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        var text = string.Concat(events.Select(row => row.Data).OfType<TextDelta>().Select(delta => delta.Text));
        var outcome = TurnOutcome.Broken(
            text, "node_lost", text.Length == 0 ? "The answer never began. Press Retry." : "The answer was interrupted. What had arrived is kept; press Retry for a new one.");
        var key = new TurnKey(scope, turns[0].ConversationId, turnId, turns[0].AnswerId);
        var told = await TurnClosing.CloseAsync(db, key, events.Count == 0 ? 0 : events[^1].Number, outcome, Time.GetUtcNow(), cancellationToken);
        await db.CommitAsync(cancellationToken);
        return told is not null;
    }

    [LoggerMessage(LogLevel.Warning, "Closed {Count} turns of a node that is gone")]
    private partial void LogClosed(int count);

    [LoggerMessage(LogLevel.Error, "Turn {Turn} could not be closed")]
    private partial void LogStuck(Exception exception, Guid turn);
}
