using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>How an attempt ended. Every write asks for the lease's token and throws <see cref="LeaseLostException"/> when it is gone.</summary>
internal sealed class JobOutcomes(StudioDatabase database, JobEndings endings)
{
    // An ending is written even while the host stops; the connection's own time-outs bound it.
    private static readonly CancellationToken None = CancellationToken.None;

    public async Task SucceedAsync(JobLease lease)
    {
        await using var db = await HoldAsync(lease);
        await db.Database.ExecuteSqlAsync($"""
            update job set state = 'succeeded', progress_percent = 100, lease_token = null, lease_until = null, reason = null, ended_at = now()
            where org_id = {lease.OrganizationId} and id = {lease.JobId}
            """, None);
        await JobLog.RecordAsync(db, lease.JobId, "succeeded", null, None);
        await db.CommitAsync(None);
    }

    public async Task EndAsync(JobLease lease, JobState state, string? reason)
    {
        await using var db = await HoldAsync(lease);
        await endings.EndAsync(db, lease.Kind, lease.Ended(state, reason), None);
        await db.CommitAsync(None);
    }

    public async Task RetryAsync(JobLease lease, string reason, TimeSpan delay)
    {
        await using var db = await HoldAsync(lease);
        await db.Database.ExecuteSqlAsync($"""
            update job set state = 'failed', reason = {reason}, due_at = now() + {delay}, waiting_since = null, lease_token = null, lease_until = null
            where org_id = {lease.OrganizationId} and id = {lease.JobId}
            """, None);
        await JobLog.RecordAsync(db, lease.JobId, "failed", reason, None);
        await db.CommitAsync(None);
    }

    /// <summary>No provider answers: the job tries again by itself, and the attempt does not count.</summary>
    public async Task WaitAsync(JobLease lease, string reason, TimeSpan delay)
    {
        await using var db = await HoldAsync(lease);
        await db.Database.ExecuteSqlAsync($"""
            update job set state = 'waiting', reason = {reason}, due_at = now() + {delay}, attempts = attempts - 1,
                           waiting_since = coalesce(waiting_since, now()), lease_token = null, lease_until = null
            where org_id = {lease.OrganizationId} and id = {lease.JobId}
            """, None);
        await JobLog.RecordAsync(db, lease.JobId, "waiting", reason, None);
        await db.CommitAsync(None);
    }

    /// <summary>
    /// The work was cut off: because somebody asked for it, or because this node stops or lost its database.
    /// Then the job waits for another node, and the attempt does not count.
    /// </summary>
    public async Task InterruptAsync(JobLease lease)
    {
        await using var db = await HoldAsync(lease);
        var waiting = await db.Database.ExecuteSqlAsync($"""
            update job set state = 'queued', due_at = now(), attempts = attempts - 1, lease_token = null, lease_until = null
            where org_id = {lease.OrganizationId} and id = {lease.JobId} and cancel_requested_at is null
            """, None);
        if (waiting == 0)
        {
            await endings.EndAsync(db, lease.Kind, lease.Ended(JobState.Cancelled, null), None);
        }
        else
        {
            await JobLog.RecordAsync(db, lease.JobId, JobSignal.Queued, null, None);
        }

        await db.CommitAsync(None);
    }

    private async Task<StudioDb> HoldAsync(JobLease lease)
    {
        var db = await database.BeginAsync(lease.Scope, None);
        var held = await db.Database.SqlQuery<int>($"""
            select 1 as "Value" from job
            where org_id = {lease.OrganizationId} and id = {lease.JobId} and lease_token = {lease.Token} and state = 'running' for update
            """).ToListAsync(None);
        if (held.Count == 0)
        {
            await db.DisposeAsync();
            throw new LeaseLostException();
        }

        return db;
    }
}
