using AiStudio.Platform.Data;
using Npgsql;
using Quartz;

namespace AiStudio.Features.Jobs;

/// <summary>Finds work that nobody does, because a node died or a notification was lost, and dispatches it again.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepJobs(StudioDatabase database, JobDispatcher dispatcher) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await SweepAsync(cancellationToken);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var (organizationId, jobId) in await WaitingAsync(cancellationToken))
        {
            await dispatcher.DispatchAsync(organizationId, jobId, cancellationToken);
        }
    }

    private async Task<List<(Guid OrganizationId, Guid JobId)>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, job_id from jobs_waiting()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var waiting = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return waiting;
    }
}
