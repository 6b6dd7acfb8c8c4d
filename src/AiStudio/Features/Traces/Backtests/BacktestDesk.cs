using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.Traces.Replay;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>Says what a backtest would cost, starts it, and stops it. Admins and owners.</summary>
internal sealed class BacktestDesk(StudioDatabase database, BacktestPlanner planner, JobService jobs, TimeProvider time)
{
    // What is answered is kept, so each attempt goes on where the last one was cut off.
    private const int MostAttempts = 10;

    /// <summary>Errors as <see cref="BacktestPlanner.PlanAsync"/>.</summary>
    public async Task<Result<BacktestPlan>> PlanAsync(Caller caller, BacktestDraft draft, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return ReplayDesk.NotAdmin;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await planner.PlanAsync(db, Payer(caller), draft, cancellationToken);
    }

    /// <summary>The new backtest's id. Also <c>budget_invalid</c>.</summary>
    public async Task<Result<Guid>> StartAsync(Caller caller, string name, BacktestDraft draft, long budgetNanoUsd, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return ReplayDesk.NotAdmin;
        if (budgetNanoUsd <= 0)
            return Error.Invalid("budget_invalid", "A backtest has a budget of more than nothing.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var planned = await planner.PlanAsync(db, Payer(caller), draft, cancellationToken);
        if (!planned.Succeeded)
            return planned.Error;
        var id = Guid.CreateVersion7();
        var now = time.GetUtcNow();
        var backtest = new Backtest
        {
            OrganizationId = caller.OrganizationId,
            Id = id,
            Name = name.Trim() is { Length: > 0 and <= 200 } given ? given : $"Backtest of {now:d MMM yyyy}",
            VersionId = draft.VersionId,
            Model = draft.Model,
            JudgeId = planned.Value.Judge?.Id,
            JudgeHash = planned.Value.Judge?.ContentHash,
            Filter = draft.Filter.ToJson(),
            Calls = planned.Value.Calls.Count,
            EstimateNanoUsd = planned.Value.EstimateNanoUsd,
            BudgetNanoUsd = budgetNanoUsd,
            JobId = await jobs.EnqueueAsync(db, new NewJob(RunBacktest.JobKind, id) { MaxAttempts = MostAttempts }, cancellationToken),
            CreatedBy = caller.UserId,
            CreatedAt = now,
        };
        db.Add(backtest);
        await db.SaveChangesAsync(cancellationToken);
        db.AddRange(planned.Value.Calls.Select(call => new CallReplay
        {
            OrganizationId = caller.OrganizationId,
            CallId = call.Id,
            BacktestId = id,
            Mode = ReplayMode.Candidate,
            VersionId = draft.VersionId,
            Model = draft.Model,
            EstimateNanoUsd = call.AnswerNanoUsd + call.JudgeNanoUsd,
            RequestedBy = caller.UserId,
            CreatedAt = now,
        }));
        db.LogActivity(caller, "backtest.started", "backtest", id, new { backtest.Calls, backtest.BudgetNanoUsd, draft.VersionId, draft.Model, draft.JudgeId });
        await db.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>What is answered stays. Errors: <c>no_backtest</c> (not found), <c>job_ended</c> (conflict).</summary>
    public async Task<Result<Done>> CancelAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return ReplayDesk.NotAdmin;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Backtest>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { JobId: { } job })
            return BacktestReader.NotFound;
        var cancelled = await jobs.CancelAsync(db, job, cancellationToken);
        if (!cancelled.Succeeded)
            return cancelled;
        db.LogActivity(caller, "backtest.cancelled", "backtest", id);
        await db.CommitAsync(cancellationToken);
        return cancelled;
    }

    private static GatewayCaller Payer(Caller caller) => new(caller.OrganizationId, caller.UserId, null, ReplayRunner.Feature);
}
