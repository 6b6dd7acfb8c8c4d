using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What admins do with judges: make them, label answers, and compare the two.</summary>
internal sealed class JudgeDesk(StudioDatabase database, IRouteTable routes, Calibration calibration, TimeProvider time)
{
    /// <summary>The new judge's id. Errors: <c>judge_name</c>, <c>judge_rubric</c>, <c>judge_model</c> (invalid), <c>judge_name_taken</c> (conflict).</summary>
    public async Task<Result<Guid>> CreateAsync(Caller caller, JudgeDraft draft, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        if (await CheckAsync(caller, draft, cancellationToken) is { } wrong)
            return wrong;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var judge = new EvalJudge
        {
            OrganizationId = caller.OrganizationId, Id = Guid.CreateVersion7(), Name = draft.Name.Trim(), Rubric = draft.Rubric.Trim(), Model = draft.Model.Trim(),
            ContentHash = EvalJudge.HashOf(draft.Rubric.Trim(), draft.Model.Trim()), CreatedBy = caller.UserId, CreatedAt = time.GetUtcNow(),
        };
        db.Add(judge);
        db.LogActivity(caller, "eval_judge.created", "eval_judge", judge.Id);
        return await SaveAsync(db, cancellationToken) is { } taken ? taken : judge.Id;
    }

    /// <summary>Changes a judge. With another rubric or model it is another judge: labels begin anew, and evidence has to be shown again. Errors as when it is made, <c>no_judge</c>, <c>stale</c>.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="id">Which.</param>
    /// <param name="draft">How it is to be.</param>
    /// <param name="expected">The version that was read; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, JudgeDraft draft, long? expected, CancellationToken cancellationToken)
    {
        if (await CheckAsync(caller, draft, cancellationToken) is { } wrong)
            return wrong;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<EvalJudge>(db, id, expected, cancellationToken) is { } stale)
            return stale;
        if (await JudgeLibrary.FindAsync(db, caller, id, cancellationToken) is not { } judge)
            return JudgeLibrary.NotFound;
        var otherRubric = judge.Rubric != draft.Rubric.Trim();
        (judge.Name, judge.Rubric, judge.Model) = (draft.Name.Trim(), draft.Rubric.Trim(), draft.Model.Trim());
        judge.ContentHash = EvalJudge.HashOf(judge.Rubric, judge.Model);
        db.LogActivity(caller, "eval_judge.changed", "eval_judge", id, new { otherRubric }, Change.Tracked(db, id, nameof(EvalJudge.Name), nameof(EvalJudge.Model)));
        return await SaveAsync(db, cancellationToken) is { } taken ? taken : Done.Value;
    }

    /// <summary>Takes a judge out of use. Errors: <c>no_judge</c>, <c>stale</c>, <c>judge_in_use</c> (conflict).</summary>
    public async Task<Result<Done>> ArchiveAsync(Caller caller, Guid id, long? expected, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<EvalJudge>(db, id, expected, cancellationToken) is { } stale)
            return stale;
        if (await JudgeLibrary.FindAsync(db, caller, id, cancellationToken) is not { } judge)
            return JudgeLibrary.NotFound;
        if (await db.Set<EvalSuite>().AnyAsync(suite => suite.JudgeId == id && suite.ArchivedAt == null, cancellationToken))
            return Error.Conflict("judge_in_use", "A suite uses this judge. Give the suite another one first.");
        if (await db.Set<Experiment>().AnyAsync(experiment => experiment.JudgeId == id && experiment.State != ExperimentState.Stopped, cancellationToken))
            return Error.Conflict("judge_in_use", "This judge scores answers of an experiment. End the experiment first.");
        judge.ArchivedAt = time.GetUtcNow();
        db.LogActivity(caller, "eval_judge.archived", "eval_judge", id);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Says whether an answer is good, in a person's eyes; null takes it back. Errors: <c>no_judge</c>, <c>no_eval_result</c> (not found).</summary>
    public async Task<Result<Done>> LabelAsync(Caller caller, Guid judgeId, Guid runId, Guid caseId, int repeat, bool? good, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await JudgeLibrary.FindAsync(db, caller, judgeId, cancellationToken) is not { } judge)
            return JudgeLibrary.NotFound;
        if (!await db.Set<EvalResult>().AnyAsync(row => row.RunId == runId && row.CaseId == caseId && row.Repeat == repeat && row.EndedAt != null && row.ErrorCode == null, cancellationToken))
            return Error.NotFound("no_eval_result", "There is no such answer.");
        var (organization, hash, now) = (caller.OrganizationId, judge.ContentHash, time.GetUtcNow());
        await (good is { } human
            ? db.Database.ExecuteSqlAsync($"""
                insert into judge_label (org_id, judge_id, judge_hash, run_id, case_id, repeat, human, labelled_by, labelled_at)
                values ({organization}, {judgeId}, {hash}, {runId}, {caseId}, {repeat}, {human}, {caller.UserId}, {now})
                on conflict (org_id, judge_id, judge_hash, run_id, case_id, repeat) do update set human = excluded.human, labelled_by = excluded.labelled_by, labelled_at = excluded.labelled_at
                """, cancellationToken)
            : db.Database.ExecuteSqlAsync($"""
                delete from judge_label where org_id = {organization} and judge_id = {judgeId} and judge_hash = {hash} and run_id = {runId} and case_id = {caseId} and repeat = {repeat}
                """, cancellationToken));
        db.LogActivity(caller, good is null ? "eval_judge.label_removed" : "eval_judge.labelled", "eval_judge", judgeId, new { runId, caseId, repeat, good });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>
    /// Asks the judge about labelled answers that it has not seen, up to <see cref="Calibration.AtOnce"/> at a time, and says how the two agree. Errors: <c>no_judge</c>, and the gateway's when a call fails.
    /// </summary>
    public Task<Result<JudgeDetail>> CalibrateAsync(Caller caller, Guid judgeId, CancellationToken cancellationToken) => calibration.RunAsync(caller, judgeId, cancellationToken);

    private async Task<Error?> CheckAsync(Caller caller, JudgeDraft draft, CancellationToken cancellationToken) =>
        draft.Name.Trim().Length is 0 or > 100 ? Error.Invalid("judge_name", "A judge needs a name of at most 100 characters.")
        : draft.Rubric.Trim().Length is 0 or > 20_000 || draft.Rubric.Contains('\0', StringComparison.Ordinal) ? Error.Invalid("judge_rubric", "A judge needs a rubric of at most 20,000 characters.")
        : draft.Model.Trim().Length is 0 or > 200 ? Error.Invalid("judge_model", "A judge needs a model: an alias or a pinned id.")
        : await routes.ResolveAsync(new(caller.OrganizationId, caller.UserId, null, EvalsModule.Feature), draft.Model.Trim(), cancellationToken) is null
            ? Error.Invalid("model_not_found", "There is no such model or alias.")
        : null;

    private static async Task<Error?> SaveAsync(StudioDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("judge_name_taken", "There is a judge of this name already.");
        }
    }
}
