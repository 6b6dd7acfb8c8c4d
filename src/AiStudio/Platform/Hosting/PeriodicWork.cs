using System.Data.Common;

namespace AiStudio.Platform.Hosting;

/// <summary>
/// Work that comes again as long as the node runs: at its start and every <paramref name="period"/> after that. Every node does it, so doing it twice must do no harm.
/// A time at which it fails is logged, and the next one tries again; an error that is not the database's is logged as an error, and ends nothing either.
/// </summary>
internal abstract partial class PeriodicWork(TimeSpan period, TimeProvider time, ILogger logger) : BackgroundService
{
    protected TimeProvider Time => time;

    protected abstract Task WorkAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is DbException || ex.InnerException is DbException)
            {
                LogFailed(ex, GetType().Name, period);
            }
            catch (Exception ex) when (ex is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogBroken(ex, GetType().Name, period);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "{Work} had trouble with the database; it comes again in {Period}")]
    private partial void LogFailed(Exception exception, string work, TimeSpan period);

    [LoggerMessage(LogLevel.Error, "{Work} failed; it comes again in {Period}")]
    private partial void LogBroken(Exception exception, string work, TimeSpan period);
}
