using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>Queues, shows, cancels and retries jobs, always inside the caller's transaction. Who may do so is the feature's business.</summary>
internal sealed class JobService(JobEndings endings, TimeProvider time)
{
    /// <summary>Adds the job; it starts when the transaction commits, and never when it does not.</summary>
    public Task<Guid> EnqueueAsync(StudioDb db, NewJob job, CancellationToken cancellationToken) => EnqueueAsync(db, job, time.GetUtcNow(), cancellationToken);

    /// <summary>The same for a handler, whose job leads to others: the service knows all handlers, so none can know the service.</summary>
    public static async Task<Guid> EnqueueAsync(StudioDb db, NewJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new Job
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            Kind = job.Kind,
            SubjectId = job.SubjectId,
            RequestedBy = db.Scope.UserId,
            Arguments = job.Arguments,
            MaxAttempts = job.MaxAttempts,
            CreatedAt = now,
            DueAt = now,
        };
        db.Set<Job>().Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await JobLog.RecordAsync(db, row.Id, JobSignal.Queued, null, cancellationToken);
        return row.Id;
    }

    public static Task<Job?> GetAsync(StudioDb db, Guid jobId, CancellationToken cancellationToken) =>
        db.Set<Job>().AsNoTracking().SingleOrDefaultAsync(job => job.Id == jobId, cancellationToken);

    /// <summary>Ends a waiting job at once; asks a running one to stop, which it does within two seconds.</summary>
    public async Task<Result<Done>> CancelAsync(StudioDb db, Guid jobId, CancellationToken cancellationToken)
    {
        if (await HoldAsync(db, jobId, cancellationToken) is not { } job)
        {
            return NotFound;
        }

        switch (job.State)
        {
            case JobState.Queued or JobState.Failed or JobState.Waiting:
                await endings.EndAsync(db, job.Kind, new EndedJob(job.Id, job.SubjectId, job.Arguments, JobState.Cancelled, null), cancellationToken);
                return Done.Value;
            case JobState.Running:
                await db.Database.ExecuteSqlAsync($"update job set cancel_requested_at = now() where org_id = {job.OrganizationId} and id = {jobId}", cancellationToken);
                await JobLog.RecordAsync(db, jobId, "cancel_requested", null, cancellationToken);
                return Done.Value;
            default:
                return Error.Conflict("job_ended", "It has already ended.");
        }
    }

    /// <summary>Starts a job that ended without its result from the beginning of its count of attempts.</summary>
    public static async Task<Result<Done>> RetryAsync(StudioDb db, Guid jobId, CancellationToken cancellationToken)
    {
        if (await HoldAsync(db, jobId, cancellationToken) is not { } job)
        {
            return NotFound;
        }

        if (job.State is not (JobState.Dead or JobState.Cancelled or JobState.Failed or JobState.Waiting))
        {
            return Error.Conflict("job_not_failed", "It is running, waiting or done: there is nothing to retry.");
        }

        await db.Database.ExecuteSqlAsync($"""
            update job set state = 'queued', attempts = 0, reason = null, due_at = now(), waiting_since = null, cancel_requested_at = null, ended_at = null
            where org_id = {job.OrganizationId} and id = {jobId}
            """, cancellationToken);
        await JobLog.RecordAsync(db, jobId, JobSignal.Queued, "retried", cancellationToken);
        return Done.Value;
    }

    /// <summary>
    /// Ends those of the jobs that wait and asks those that run to stop, for a handler that takes away what they are about: their own handlers hear nothing of it.
    /// </summary>
    public static async Task StopAsync(StudioDb db, Guid[] jobs, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        var ended = await db.Database.SqlQuery<Guid>($"""
            update job set state = 'cancelled', lease_token = null, lease_until = null, ended_at = now()
            where org_id = {organization} and id = any({jobs}) and state in ('queued', 'failed', 'waiting') returning id as "Value"
            """).ToListAsync(cancellationToken);
        foreach (var job in ended)
        {
            await JobLog.RecordAsync(db, job, "cancelled", null, cancellationToken);
        }

        var asked = await db.Database.SqlQuery<Guid>($"""
            update job set cancel_requested_at = now()
            where org_id = {organization} and id = any({jobs}) and state = 'running' and cancel_requested_at is null returning id as "Value"
            """).ToListAsync(cancellationToken);
        foreach (var job in asked)
        {
            await JobLog.RecordAsync(db, job, "cancel_requested", null, cancellationToken);
        }
    }

    private static Error NotFound => Error.NotFound("job_not_found", "There is no such job.");

    private static async Task<Job?> HoldAsync(StudioDb db, Guid jobId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"select 1 from job where org_id = {organization} and id = {jobId} for update", cancellationToken);
        return await db.Set<Job>().AsNoTracking().SingleOrDefaultAsync(job => job.Id == jobId, cancellationToken);
    }
}
