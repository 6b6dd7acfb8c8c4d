using System.Data.Common;
using System.Diagnostics.Metrics;
using AiStudio.Platform.Data;
using AiStudio.Platform.Telemetry;
using Npgsql;

namespace AiStudio.Features.Jobs;

/// <summary>How many jobs there are in each state that is no end, of all organizations: every node says the same.</summary>
internal sealed class JobGauge(StudioDatabase database, IMeterFactory meters) : IScraped
{
    private readonly Gauge<long> _jobs = meters.Create("AiStudio.Jobs").CreateGauge<long>("aistudio.jobs", description: "Jobs of the installation that are not over, by state, and those that were given up.");

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenUnscopedAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select state, jobs from jobs_by_state()", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                _jobs.Record(reader.GetInt64(1), new KeyValuePair<string, object?>("state", reader.GetString(0)));
        }
        catch (DbException)
        {
            // The other figures are told all the same; that the database is away is told by readiness.
        }
    }
}
