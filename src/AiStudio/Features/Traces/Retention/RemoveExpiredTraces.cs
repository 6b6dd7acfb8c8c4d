using AiStudio.Platform.Hosting;

namespace AiStudio.Features.Traces.Retention;

/// <summary>Looks every hour whether something is past its time; each organization has its run once a day.</summary>
internal sealed class RemoveExpiredTraces(RetentionDesk retention, TimeProvider time, ILogger<RemoveExpiredTraces> logger) : PeriodicWork(TimeSpan.FromHours(1), time, logger)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
