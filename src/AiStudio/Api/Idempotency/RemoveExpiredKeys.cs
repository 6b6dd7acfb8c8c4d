using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Idempotency;

/// <summary>Removes keys of the day before, with the answers kept under them. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class RemoveExpiredKeys(StudioDatabase database, TimeProvider time, ILogger<RemoveExpiredKeys> logger) : BackgroundService
{
    private const int Batch = 1_000;
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(10);

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        for (var removed = 0; ;)
        {
            await using var db = await database.BeginAsync(new(Guid.Empty), cancellationToken);
            var now = (await db.Database.SqlQuery<int>($"""select idempotency_remove_expired({Batch}) as "Value" """).ToListAsync(cancellationToken))[0];
            await db.CommitAsync(cancellationToken);
            removed += now;
            if (now < Batch)
                return removed;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var removed)
                    LogRemoved(removed);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                LogFailed(ex);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} idempotency keys that were over")]
    private partial void LogRemoved(int count);

    [LoggerMessage(LogLevel.Warning, "Idempotency keys that are over could not be removed; the next look will")]
    private partial void LogFailed(Exception exception);
}
