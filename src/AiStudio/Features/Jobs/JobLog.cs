using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>What happened to a job, for its history and for whoever watches. Call it while holding the job's row.</summary>
internal static class JobLog
{
    public static async Task RecordAsync(StudioDb db, Guid jobId, string happening, string? detail, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"""
            insert into job_event (org_id, job_id, number, kind, detail)
            select {organization}, {jobId}, coalesce(max(number), 0) + 1, {happening},
                   jsonb_strip_nulls(jsonb_build_object('text', {detail}::text))
            from job_event where org_id = {organization} and job_id = {jobId}
            """, cancellationToken);
        await NotifyAsync(db, jobId, happening, cancellationToken);
    }

    /// <summary>Delivered when the transaction commits, to every node; lost when it does not.</summary>
    public static Task NotifyAsync(StudioDb db, Guid jobId, string happening, CancellationToken cancellationToken)
    {
        var payload = new JobSignal(db.Scope.OrganizationId, jobId, happening).ToString();
        return db.NotifyAsync(JobSignal.Topic, payload, cancellationToken);
    }
}
