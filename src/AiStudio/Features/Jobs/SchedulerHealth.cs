using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace AiStudio.Features.Jobs;

/// <summary>Whether this node does background work.</summary>
internal sealed class SchedulerHealth(ISchedulerFactory schedulers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        return scheduler.Status == SchedulerStatus.Running
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The scheduler does not run.");
    }
}
