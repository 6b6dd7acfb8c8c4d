using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Running;

/// <summary>How a run ends: counted, its money known, and whoever has to know told.</summary>
internal sealed class RunEnding(TimeProvider time)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Ends a run whose cases all have results. Throws <see cref="JobFailedException"/> when a case was changed meanwhile: then the results are of no one dataset.</summary>
    public async Task EndAsync(JobRun job, RunSetup setup, CancellationToken cancellationToken)
    {
        await SettledAsync(job, setup.Run.Id, cancellationToken);
        await using var db = await job.BeginAsync(cancellationToken);
        var id = setup.Run.Id;
        var hashes = await db.Set<EvalResult>().Where(row => row.RunId == id && row.Repeat == 1).OrderBy(row => row.CaseId).Select(row => row.CaseHash).ToListAsync(cancellationToken);
        if (!EvidenceHash.OfDataset(hashes).AsSpan().SequenceEqual(setup.Run.DatasetHash))
            throw new JobFailedException("Cases were changed or archived while it ran, so its results are of no one dataset. Run the suite again.");
        await RunRows.TallyAsync(db, id, cancellationToken);
        var run = await db.Set<EvalRun>().SingleAsync(row => row.Id == id, cancellationToken);
        (run.State, run.EndedAt) = (EvalRunState.Ended, time.GetUtcNow());
        await RunAlert.JudgeAsync(db, run, setup.Suite, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    /// <summary>Ends a run whose job was cancelled or given up, in the transaction that says so. What was answered stays.</summary>
    public static async Task AbandonAsync(StudioDb db, Guid runId, EvalRunState state, string? reason, CancellationToken cancellationToken)
    {
        await RunRows.TakeBackAsync(db, runId, cancellationToken);
        await RunRows.TallyAsync(db, runId, cancellationToken);
        var text = SnakeCaseConverter<EvalRunState>.ToText(state);
        await db.Database.ExecuteSqlAsync($"""
            update eval_run set state = {text}, reason = {reason}, ended_at = now() where org_id = {db.Scope.OrganizationId} and id = {runId} and state = 'running'
            """, cancellationToken);
        if (state == EvalRunState.Failed)
            await RunAlert.FailedAsync(db, runId, reason, cancellationToken);
    }

    // What a crash cut off is settled within a minute, when nobody renews its hold; only then is it known what the run has cost.
    private async Task SettledAsync(JobRun job, Guid runId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using (var db = await job.BeginAsync(cancellationToken))
            {
                if (!await RunRows.AnyHeldAsync(db, runId, cancellationToken))
                    return;
            }

            await Task.Delay(s_look, time, cancellationToken);
        }
    }
}
