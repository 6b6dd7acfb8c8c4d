using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AiStudio.Features.Models.Health;

/// <summary>Readiness: degraded, never unhealthy, when provider connections do not answer. A node that is taken away helps nobody then, and others may still answer.</summary>
internal sealed class ProviderHealth(ConnectionChecks checks) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var (done, failing) = await checks.CountAsync(s_patience, cancellationToken);
            return failing == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{failing} of {done} provider connections do not answer.");
        }
        catch (NpgsqlException failure)
        {
            return HealthCheckResult.Degraded("How the providers are is not known: the database does not answer.", failure);
        }
    }
}
