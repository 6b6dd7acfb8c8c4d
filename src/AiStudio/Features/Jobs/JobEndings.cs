using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>Ends a job without its result, and lets the feature note that in the same transaction. Call it while holding the job's row.</summary>
internal sealed class JobEndings(JobHandlers handlers)
{
    public async Task EndAsync(StudioDb db, string kind, EndedJob job, CancellationToken cancellationToken)
    {
        var state = job.State.ToString().ToLowerInvariant();
        await db.Database.ExecuteSqlAsync($"""
            update job set state = {state}, reason = {job.Reason}, lease_token = null, lease_until = null, ended_at = now()
            where org_id = {db.Scope.OrganizationId} and id = {job.JobId}
            """, cancellationToken);
        await JobLog.RecordAsync(db, job.JobId, state, job.Reason, cancellationToken);
        if (handlers.Find(kind) is { } handler)
        {
            await handler.EndedAsync(db, job, cancellationToken);
        }
    }
}
