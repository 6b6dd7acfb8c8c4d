using System.Data.Common;
using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Models.Caching;

/// <summary>Removes what has expired, and the oldest where an organization keeps too much. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class RemoveCachedAnswers(StudioDatabase database, TimeProvider time, ILogger<RemoveCachedAnswers> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>How many answers went.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select remove_cached_answers()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var removed)
                {
                    LogRemoved(removed);
                }
            }
            catch (DbException ex)
            {
                LogFailed(ex);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Answers} kept answers")]
    private partial void LogRemoved(int answers);

    [LoggerMessage(LogLevel.Warning, "Expired answers could not be removed; the next look will")]
    private partial void LogFailed(Exception exception);
}
