using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Jobs;

/// <summary>Hears what happens to jobs on any node: starts what was queued, and tells open pages.</summary>
internal sealed partial class JobListener(StudioDatabase database, JobDispatcher dispatcher, JobFeed feed, TimeProvider time, ILogger<JobListener> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                // What is missed meanwhile, the sweep finds.
                LogDeaf(ex);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var heard = new Queue<JobSignal>();
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            if (JobSignal.Parse(notification.Payload) is { } signal)
            {
                heard.Enqueue(signal);
            }
        };
        await using (var listen = new NpgsqlCommand("listen " + JobSignal.Channel, connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
            while (heard.TryDequeue(out var signal))
            {
                feed.Publish(signal);
                if (signal.Happening == JobSignal.Queued)
                {
                    await dispatcher.DispatchAsync(signal.OrganizationId, signal.JobId, cancellationToken);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not listening for jobs; trying again in a second")]
    private partial void LogDeaf(Exception exception);
}
