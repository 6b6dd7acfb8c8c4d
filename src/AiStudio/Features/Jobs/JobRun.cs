using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>A running job, as its handler sees it.</summary>
internal sealed class JobRun(StudioDatabase database, JobLease lease)
{
    public Guid JobId => lease.JobId;

    public Guid? SubjectId => lease.SubjectId;

    public string Arguments => lease.Arguments;

    public TenantScope Scope => lease.Scope;

    /// <summary>Who pays for the model calls of this job.</summary>
    public GatewayCaller Caller(string feature) => new(lease.OrganizationId, lease.RequestedBy, null, feature);

    /// <summary>
    /// Begins a transaction that can only commit while the lease is ours: it holds the job's row, so nobody can take the job over meanwhile.
    /// Throws <see cref="LeaseLostException"/> when it is not, and <see cref="JobCancelledException"/> when somebody asked to stop.
    /// </summary>
    public Task<StudioDb> BeginAsync(CancellationToken cancellationToken) => HoldAsync(Scope, cancellationToken);

    /// <summary>The same in the name of the organization, for work that goes on the same when whoever asked for it loses a right meanwhile.</summary>
    public Task<StudioDb> BeginForOrganizationAsync(CancellationToken cancellationToken) => HoldAsync(new TenantScope(lease.OrganizationId), cancellationToken);

    /// <summary>Says how far the work is, inside a transaction of <see cref="BeginAsync"/>.</summary>
    public async Task ReportAsync(StudioDb db, string stage, int percent, CancellationToken cancellationToken)
    {
        var entered = await db.Database.SqlQuery<bool>($"""
            with before as (select stage from job where org_id = {lease.OrganizationId} and id = {lease.JobId})
            update job set stage = {stage}, progress_percent = {percent} from before
            where org_id = {lease.OrganizationId} and id = {lease.JobId} returning before.stage <> {stage} as "Value"
            """).ToListAsync(cancellationToken);
        if (entered is [true])
        {
            await JobLog.RecordAsync(db, lease.JobId, "stage", stage, cancellationToken);
        }
        else
        {
            await JobLog.NotifyAsync(db, lease.JobId, "progress", cancellationToken);
        }
    }

    /// <summary>Says how far the work is, in a transaction of its own.</summary>
    public async Task ReportAsync(string stage, int percent, CancellationToken cancellationToken)
    {
        await using var db = await BeginAsync(cancellationToken);
        await ReportAsync(db, stage, percent, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private async Task<StudioDb> HoldAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var db = await database.BeginAsync(scope, cancellationToken);
        try
        {
            var cancelled = await db.Database.SqlQuery<bool>($"""
                select cancel_requested_at is not null as "Value" from job
                where org_id = {lease.OrganizationId} and id = {lease.JobId} and lease_token = {lease.Token} and state = 'running' for update
                """).ToListAsync(cancellationToken);
            return cancelled switch
            {
                [false] => db,
                [true] => throw new JobCancelledException(),
                _ => throw new LeaseLostException(),
            };
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
