using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Replay;

/// <summary>The job of one replay. A try that was cut off is paid for, and asked again.</summary>
internal sealed class RunReplay(ReplayRunner runner) : IJobHandler
{
    public const string JobKind = "replay";

    public string Kind => JobKind;

    public Task RunAsync(JobRun run, CancellationToken cancellationToken) =>
        runner.RunAsync(run.Scope.OrganizationId, run.Scope.UserId!.Value, run.SubjectId!.Value, cancellationToken);

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update replay set state = 'failed', error_code = 'job_ended', error_message = {job.Reason ?? "It was cancelled."}, ended_at = now()
        where org_id = {db.Scope.OrganizationId} and id = {job.SubjectId} and state = 'waiting'
        """, cancellationToken);
}
