using Microsoft.Extensions.Options;

namespace AiStudio.Api.RateLimits;

/// <summary>Removes counts of minutes that are over, where nodes count together. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class ForgetOldRates(SharedRateWindows windows, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<ForgetOldRates> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.AcrossNodes)
            return;
        using var timer = new PeriodicTimer(s_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await windows.SweepAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                LogFailed(ex);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old rate counts could not be removed; the next look will")]
    private partial void LogFailed(Exception exception);
}
