using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// Keeps the holds of this node's calls alive and notes what the calls have come to. That a call asks another provider than its hold says, or
/// waits for one, is noted within <see cref="s_beat"/>, for all calls of a beat at once and beside the call, so that no caller waits for it.
/// </summary>
internal sealed partial class RenewHolds(StudioDatabase database, IHeldCalls calls, TimeProvider time, ILogger<RenewHolds> logger) : BackgroundService
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(50);

    private bool _missed;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // What still runs is cut and settled after this, within less than a lease.
        await using var progress = new HoldProgress(database);
        await WriteAsync(progress, calls.SoFar(), IHeldCalls.Lease);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var progress = new HoldProgress(database);
        var renewed = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await calls.AnyAsync(stoppingToken);
            var news = calls.News();
            if (_missed || time.GetElapsedTime(renewed) >= IHeldCalls.RenewEvery)
            {
                renewed = time.GetTimestamp();
                await WriteAsync(progress, calls.SoFar(), IHeldCalls.Lease);
            }
            else
            {
                await WriteAsync(progress, news, TimeSpan.Zero);
            }

            await Task.Delay(s_beat, time, stoppingToken);
        }
    }

    private async Task WriteAsync(HoldProgress progress, IReadOnlyList<Settlement> settlements, TimeSpan lease)
    {
        if (settlements.Count == 0)
        {
            return;
        }

        try
        {
            await progress.WriteAsync(settlements, lease);
            _missed = false;
        }
        catch (NpgsqlException failure)
        {
            // Everything is written again at the next beat.
            _missed = true;
            LogFailed(failure, settlements.Count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The progress of {Count} calls could not be noted; trying again")]
    private partial void LogFailed(Exception failure, int count);
}
