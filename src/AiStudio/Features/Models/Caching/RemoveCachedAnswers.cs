using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Npgsql;

namespace AiStudio.Features.Models.Caching;

/// <summary>Removes what has expired, and the oldest where an organization keeps too much. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class RemoveCachedAnswers(StudioDatabase database, TimeProvider time, ILogger<RemoveCachedAnswers> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), time, logger)
{
    /// <summary>How many answers went.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select remove_cached_answers()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (await SweepAsync(cancellationToken) is > 0 and var removed)
            LogRemoved(removed);
    }

    [LoggerMessage(LogLevel.Information, "Removed {Answers} kept answers")]
    private partial void LogRemoved(int answers);
}
