using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Keeps the monthly partitions of the call tables ahead of the clock. Without one no call can be recorded, so the start waits for it.</summary>
internal sealed partial class CallPartitions(StudioDatabase database, TimeProvider time, ILogger<CallPartitions> logger) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromDays(1);

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The partitions of the coming months could not be made; trying again tomorrow")]
    private partial void LogFailed(Exception failure);
}
