using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Background;

/// <summary>Removes requests, batches and their answers after thirty days. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class RemoveExpiredRequests(StudioDatabase database, TimeProvider time, ILogger<RemoveExpiredRequests> logger)
    : PeriodicWork(TimeSpan.FromHours(1), time, logger)
{
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

    protected override Task WorkAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);
}
