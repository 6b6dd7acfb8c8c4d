using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// Ends the calls of nodes that died: settles what had reached a provider by what was last noted about it, gives back what the others had set
/// aside, and records them as lost; records what they had settled without recording it. Any node may do it for all.
/// With <see cref="IHeldCalls.Lease"/> no hold of a dead node is older than 60 s.
/// </summary>
internal sealed partial class ReleaseExpiredHolds(StudioDatabase database, TimeProvider time, ILogger<ReleaseExpiredHolds> logger)
    : PeriodicWork(TimeSpan.FromSeconds(10), time, logger)
{
    // No node may have been there to look for a while.
    private TimeSpan _unrecordedSince = TimeSpan.FromDays(7);

    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select ledger_release_expired() + record_unrecorded_calls($1)", connection);
        command.Parameters.Add(new() { Value = _unrecordedSince });
        var count = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        _unrecordedSince = TimeSpan.FromMinutes(10);
        return count;
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (await RunOnceAsync(cancellationToken) is > 0 and var count)
            LogReleased(count);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} calls are lost: their nodes died before they were settled or recorded; compare the calls that ended as lost with the provider's bill")]
    private partial void LogReleased(int count);
}
