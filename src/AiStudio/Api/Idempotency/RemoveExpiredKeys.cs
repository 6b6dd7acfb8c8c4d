using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Idempotency;

/// <summary>Removes keys of the day before, with the answers kept under them. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class RemoveExpiredKeys(StudioDatabase database, TimeProvider time, ILogger<RemoveExpiredKeys> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), time, logger)
{
    private const int Batch = 1_000;

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

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (await SweepAsync(cancellationToken) is > 0 and var removed)
            LogRemoved(removed);
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} idempotency keys that were over")]
    private partial void LogRemoved(int count);
}
