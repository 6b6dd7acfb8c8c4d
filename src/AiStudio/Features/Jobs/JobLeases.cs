using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Jobs;

/// <summary>Takes, renews and gives back the right to work on a job. Only the database's clock counts.</summary>
internal sealed class JobLeases(StudioDatabase database, JobEndings endings, IOptions<JobsOptions> options)
{
    /// <summary>The lease, or null when there is nothing to do: somebody else works on it, or it ended.</summary>
    public async Task<JobLease?> TakeAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var candidate = await db.Database.SqlQuery<Candidate>($"""
            select kind as "Kind", subject_id as "SubjectId", requested_by as "RequestedBy", arguments::text as "Arguments",
                   attempts as "Attempts", max_attempts as "MaxAttempts", state = 'running' as "Abandoned", cancel_requested_at is not null as "Cancelled",
                   now() - waiting_since as "WaitingFor"
            from job
            where org_id = {scope.OrganizationId} and id = {jobId}
              and (state in ('queued', 'failed', 'waiting') and due_at <= now() or state = 'running' and lease_until < now())
            for update
            """).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);
        if (candidate is null)
        {
            return null;
        }

        var lease = new JobLease(
            scope.OrganizationId, jobId, Guid.CreateVersion7(), candidate.Kind, candidate.SubjectId, candidate.RequestedBy, candidate.Arguments,
            candidate.Attempts + 1, candidate.MaxAttempts)
        {
            WaitingFor = candidate.WaitingFor,
        };
        if (candidate.Cancelled)
        {
            await endings.EndAsync(db, lease.Kind, lease.Ended(JobState.Cancelled, null), cancellationToken);
        }
        else if (candidate.Abandoned && candidate.Attempts >= candidate.MaxAttempts)
        {
            var reason = $"The server stopped while working on this, {candidate.Attempts} times. Retry it, or look into the server's log.";
            await endings.EndAsync(db, lease.Kind, lease.Ended(JobState.Dead, reason), cancellationToken);
        }
        else
        {
            await db.Database.ExecuteSqlAsync($"""
                update job set state = 'running', lease_token = {lease.Token}, lease_until = now() + {options.Value.Lease},
                               attempts = {lease.Attempt}, started_at = coalesce(started_at, now()), ended_at = null, reason = null
                where org_id = {scope.OrganizationId} and id = {jobId}
                """, cancellationToken);
            await JobLog.RecordAsync(db, jobId, "started", null, cancellationToken);
            await db.CommitAsync(cancellationToken);
            return lease;
        }

        await db.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Whether the lease is still ours, and whether somebody asked to stop.</summary>
    public async Task<LeaseState> RenewAsync(JobLease lease, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(lease.Scope, cancellationToken);
        var cancelled = await db.Database.SqlQuery<bool>($"""
            update job set lease_until = now() + {options.Value.Lease}
            where org_id = {lease.OrganizationId} and id = {lease.JobId} and lease_token = {lease.Token} and state = 'running'
            returning cancel_requested_at is not null as "Value"
            """).ToListAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);
        return cancelled switch
        {
            [true] => LeaseState.CancelRequested,
            [false] => LeaseState.Held,
            _ => LeaseState.Lost,
        };
    }

    private sealed record Candidate(
        string Kind, Guid? SubjectId, Guid? RequestedBy, string Arguments, int Attempts, int MaxAttempts, bool Abandoned, bool Cancelled,
        TimeSpan? WaitingFor);
}
