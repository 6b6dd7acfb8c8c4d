using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Background;

/// <summary>Removes requests, batches and their answers after thirty days. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class RemoveExpiredRequests(StudioDatabase database, TimeProvider time, ILogger<RemoveExpiredRequests> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        for (var removed = 0; ;)
        {
            await using var db = await database.BeginAsync(new(Guid.Empty), cancellationToken);
            var now = (await db.Database.SqlQuery<int>($"""select background_requests_remove_expired() as "Value" """).ToListAsync(cancellationToken))[0];
            await db.CommitAsync(cancellationToken);
            removed += now;
            if (now == 0)
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
                await SweepAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                LogFailed(ex);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Requests in the background that are over could not be removed; the next look will")]
    private partial void LogFailed(Exception exception);
}
