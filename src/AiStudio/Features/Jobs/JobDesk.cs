using System.Linq.Expressions;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>Jobs for those who asked for them, and all of the organization's for admins. Somebody else's is as if it were not there.</summary>
internal sealed class JobDesk(StudioDatabase database, JobService jobs)
{
    private static readonly Error s_noJob = Error.NotFound("job_not_found", "There is no such job.");

    /// <summary>The newest first, from after <paramref name="before"/> on; of one state when it is named.</summary>
    public async Task<List<JobEntry>> ListAsync(Caller caller, JobState? state, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<Job>().Where(MayTouch(caller))
            .Where(job => (state == null || job.State == state) && (before == null || job.Id.CompareTo(before.Value) < 0))
            .OrderByDescending(job => job.Id).Take(limit).Select(s_entry).ToListAsync(cancellationToken);
    }

    public async Task<Result<JobEntry>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<Job>().Where(MayTouch(caller)).Where(job => job.Id == id).Select(s_entry).SingleOrDefaultAsync(cancellationToken) is { } found ? found : s_noJob;
    }

    /// <summary>As <see cref="JobService.CancelAsync"/>.</summary>
    public Task<Result<Done>> CancelAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ActAsync(caller, id, "job.cancelled", db => jobs.CancelAsync(db, id, cancellationToken), cancellationToken);

    /// <summary>As <see cref="JobService.RetryAsync"/>.</summary>
    public Task<Result<Done>> RetryAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ActAsync(caller, id, "job.retried", db => JobService.RetryAsync(db, id, cancellationToken), cancellationToken);

    private async Task<Result<Done>> ActAsync(Caller caller, Guid id, string action, Func<StudioDb, Task<Result<Done>>> act, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Job>().AsNoTracking().Where(MayTouch(caller)).SingleOrDefaultAsync(job => job.Id == id, cancellationToken) is not { } job)
            return s_noJob;
        var acted = await act(db);
        if (!acted.Succeeded)
            return acted;
        db.LogActivity(caller, action, "job", id, new { job.Kind, job.SubjectId });
        await db.CommitAsync(cancellationToken);
        return acted;
    }

    private static Expression<Func<Job, bool>> MayTouch(Caller caller)
    {
        var (everybodys, user) = (caller.Role >= Role.Admin, caller.UserId);
        return job => everybodys || job.RequestedBy == user;
    }

    private static readonly Expression<Func<Job, JobEntry>> s_entry = job => new JobEntry(
        job.Id, job.Kind, job.SubjectId, job.RequestedBy, job.State, job.Stage, job.ProgressPercent, job.Attempts, job.Reason,
        job.CancelRequestedAt != null, job.CreatedAt, job.StartedAt, job.EndedAt);
}
