using AiStudio.Features.ActivityLog;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>Says what a run would cost, starts it, and stops it. Admins.</summary>
internal sealed class RunDesk(StudioDatabase database, RunPlanner planner, JobService jobs, TimeProvider time)
{
    // What is answered is kept, so each attempt goes on where the last one was cut off.
    private const int MostAttempts = 10;

    /// <summary>What the run would be, before anything is spent. Errors as <see cref="RunPlanner.PlanAsync"/>.</summary>
    public async Task<Result<RunPlan>> PlanAsync(Caller caller, RunRequest request, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var planned = await planner.PlanAsync(db, request, cancellationToken);
        return planned.Succeeded ? planned.Value.Plan : planned.Error;
    }

    /// <summary>The new run's id. Errors as <see cref="RunPlanner.PlanAsync"/>.</summary>
    public async Task<Result<Guid>> StartAsync(Caller caller, RunRequest request, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var started = await StartAsync(db, request, cancellationToken);
        if (!started.Succeeded)
            return started;
        db.LogActivity(caller, "eval_run.started", "eval_run", started.Value, new { request.SuiteId, request.VersionId });
        await db.CommitAsync(cancellationToken);
        return started;
    }

    /// <summary>The same inside another's transaction; whoever's scope it is pays.</summary>
    public async Task<Result<Guid>> StartAsync(StudioDb db, RunRequest request, CancellationToken cancellationToken)
    {
        var planned = await planner.PlanAsync(db, request, cancellationToken);
        if (!planned.Succeeded)
            return planned.Error;
        var (state, id) = (planned.Value.State, Guid.CreateVersion7());
        var job = await jobs.EnqueueAsync(db, new NewJob(RunSuite.JobKind, id) { MaxAttempts = MostAttempts }, cancellationToken);
        db.Add(new EvalRun
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = id,
            SuiteId = state.Suite.Id,
            VersionId = state.Version.Id,
            Model = state.Model,
            Origin = request.Origin,
            JobId = job,
            DatasetHash = state.DatasetHash,
            EvidenceHash = state.Hash,
            ModelHash = state.ModelHash,
            Cases = state.Cases.Count,
            Repeats = state.Suite.Repeats,
            EstimateNanoUsd = planned.Value.EstimateNanoUsd,
            BudgetNanoUsd = state.Suite.BudgetNanoUsd,
            StartedBy = db.Scope.UserId,
            CreatedAt = time.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }

    /// <summary>Stops a run; what is answered stays. Errors: <c>no_eval_run</c> (not found), <c>job_ended</c> (conflict).</summary>
    public async Task<Result<Done>> CancelAsync(Caller caller, Guid runId, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var run = await db.Set<EvalRun>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == runId, cancellationToken);
        if (run?.JobId is not { } job)
            return RunLibrary.NotFound;
        var cancelled = await jobs.CancelAsync(db, job, cancellationToken);
        if (cancelled.Succeeded)
        {
            db.LogActivity(caller, "eval_run.cancelled", "eval_run", runId);
            await db.CommitAsync(cancellationToken);
        }

        return cancelled;
    }
}
