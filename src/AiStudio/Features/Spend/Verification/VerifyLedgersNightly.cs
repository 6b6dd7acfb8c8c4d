using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Npgsql;
using Quartz;

namespace AiStudio.Features.Spend.Verification;

/// <summary>Queues the verification of every organization's ledger, once a night for the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class VerifyLedgersNightly(StudioDatabase database, JobService jobs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await QueueAsync(cancellationToken);

    public async Task QueueAsync(CancellationToken cancellationToken)
    {
        foreach (var organization in await OrganizationsAsync(cancellationToken))
        {
            await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
            await jobs.EnqueueAsync(db, new NewJob(VerifyLedger.JobKind, SubjectId: null), cancellationToken);
            await db.CommitAsync(cancellationToken);
        }
    }

    private async Task<List<Guid>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select organization_ids()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
