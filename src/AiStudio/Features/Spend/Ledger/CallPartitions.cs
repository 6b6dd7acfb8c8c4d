using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Keeps the monthly partitions of the call tables ahead of the clock. Without one no call can be recorded, so the start waits for it.</summary>
internal sealed partial class CallPartitions(StudioDatabase database, TimeProvider time, ILogger<CallPartitions> logger)
    : PeriodicWork(TimeSpan.FromDays(1), time, logger)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunOnceAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select ensure_call_partitions()", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);
}
