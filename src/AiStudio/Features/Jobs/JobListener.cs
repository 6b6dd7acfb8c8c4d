using System.Threading.Channels;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Jobs;

/// <summary>Hears what happens to jobs on any node: starts what was queued, and tells open pages.</summary>
internal sealed partial class JobListener(
    NotificationListener notifications, JobDispatcher dispatcher, SweepJobs sweep, JobFeed feed, ILogger<JobListener> logger) : BackgroundService
{
    // Null stands for what may have been missed.
    private readonly Channel<JobSignal?> _heard = Channel.CreateUnbounded<JobSignal?>(new() { SingleReader = true });
    private IDisposable? _subscription;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = notifications.Subscribe(JobSignal.Topic, Hear);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var signal in _heard.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await (signal is null ? sweep.SweepAsync(stoppingToken) : dispatcher.DispatchAsync(signal.OrganizationId, signal.JobId, stoppingToken));
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                // What is not started now, the next sweep finds.
                LogNotDispatched(ex);
            }
        }
    }

    private void Hear(string? payload)
    {
        if (payload is null)
        {
            feed.PublishMissed();
            _heard.Writer.TryWrite(null);
        }
        else if (JobSignal.Parse(payload) is { } signal)
        {
            feed.Publish(signal);
            if (signal.Happening == JobSignal.Queued)
            {
                _heard.Writer.TryWrite(signal);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Work that was announced could not be given to the scheduler; the next sweep finds it")]
    private partial void LogNotDispatched(Exception exception);
}
