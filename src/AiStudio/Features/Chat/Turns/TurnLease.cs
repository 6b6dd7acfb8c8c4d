using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Keeps a turn this node's for as long as it runs. Times are the database's: clocks of nodes may differ.</summary>
internal sealed partial class TurnLease(StudioDatabase database, TimeProvider time, ILogger<TurnLease> logger)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    /// <summary>Renews until cancelled. Hears of a stop that no notification brought; interrupts a turn that was lost.</summary>
    public async Task HoldAsync(RunningTurn turn, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await RenewAsync(turn, cancellationToken);
            }
            catch (Exception ex) when (ex is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotRenewed(ex, turn.Key.TurnId);
                // Whatever it was, the next tick tries again; three in a row that fail lose the lease, and the journal finds that out.
            }
        }
    }

    private async Task RenewAsync(RunningTurn turn, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(turn.Key.Scope, cancellationToken);
        var stopRequested = await db.Database.SqlQuery<bool>($"""
            update turn set lease_until = now() + {Length}
            where org_id = {turn.Key.Scope.OrganizationId} and id = {turn.Key.TurnId} and state = 'running'
            returning stop_requested_at is not null as "Value"
            """).ToListAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);
        if (stopRequested.Count == 0)
            turn.Interrupt();
        else if (stopRequested[0])
            turn.Stop();
    }

    [LoggerMessage(LogLevel.Warning, "The lease of turn {Turn} was not renewed; trying again")]
    private partial void LogNotRenewed(Exception exception, Guid turn);
}
