using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Npgsql;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>Ends what was told of a budget when its window is over or its cap was moved. That a line is crossed is told by the ledger itself.</summary>
internal sealed class FollowBudgets(StudioDatabase database, TimeProvider time, ILogger<FollowBudgets> logger) : PeriodicWork(TimeSpan.FromMinutes(1), time, logger)
{
    /// <summary>Returns how many alerts began or ended.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select follow_budget_alerts()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);
}
