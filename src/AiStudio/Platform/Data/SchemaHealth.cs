using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>Whether the schema is the one this version was made for: nothing pending. What a newer version has added does no harm.</summary>
internal sealed class SchemaHealth(NpgsqlDataSource source) : IHealthCheck
{
    private static readonly int s_newest = Migration.Embedded().Max(migration => migration.Number);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("select max(number) from schema_migration");
            return await command.ExecuteScalarAsync(cancellationToken) is int applied && applied >= s_newest
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("Migrations are pending.");
        }
        catch (NpgsqlException ex)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", ex);
        }
    }
}
