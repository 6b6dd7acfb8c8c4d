using AiStudio.Features.ActivityLog;
using AiStudio.Features.Evals.Checks;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Judging;

/// <summary>Asks a judge about answers that people have judged.</summary>
internal sealed class Calibration(StudioDatabase database, JudgeCall judges)
{
    /// <summary>How many answers one request asks about.</summary>
    public const int AtOnce = 50;

    private const int Parallel = 4;

    public async Task<Result<JudgeDetail>> RunAsync(Caller caller, Guid judgeId, CancellationToken cancellationToken)
    {
        EvalJudge? judge;
        List<Pending> pending;
        await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
        {
            judge = await JudgeLibrary.FindAsync(db, caller, judgeId, cancellationToken);
            if (judge is null)
                return JudgeLibrary.NotFound;
            pending = await (
                from label in db.Set<JudgeLabel>()
                join result in db.Set<EvalResult>() on new { label.RunId, label.CaseId, label.Repeat } equals new { result.RunId, result.CaseId, result.Repeat }
                join asked in db.Set<EvalCase>() on label.CaseId equals asked.Id
                where label.JudgeId == judgeId && label.JudgeHash == judge.ContentHash && label.Judge == null
                orderby label.LabelledAt
                select new Pending(label.RunId, label.CaseId, label.Repeat, asked.Messages, asked.Checks, result.Output ?? "")).AsNoTracking().Take(AtOnce).ToListAsync(cancellationToken);
            // One entry for all that it is asked about: what it says of each stands beside its label.
            if (pending.Count > 0)
                db.LogActivity(caller, "eval_judge.calibrated", "eval_judge", judgeId, new { answers = pending.Count });
            await db.CommitAsync(cancellationToken);
        }

        Error? failed = null;
        await System.Threading.Tasks.Parallel.ForEachAsync(pending, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (one, token) =>
        {
            if (Volatile.Read(ref failed) is null && await AskAsync(caller, judge, one, token) is { } error)
                Volatile.Write(ref failed, error);
        });
        if (failed is not null)
            return failed;
        await using var read = await database.BeginAsync(caller.Scope, cancellationToken);
        return await JudgeLibrary.DetailAsync(read, judge, cancellationToken);
    }

    private async Task<Error?> AskAsync(Caller caller, EvalJudge judge, Pending one, CancellationToken cancellationToken)
    {
        var payer = new GatewayCaller(caller.OrganizationId, caller.UserId, null, EvalsModule.Feature);
        try
        {
            var passed = true;
            foreach (var criterion in one.Criteria)
            {
                var verdict = await judges.AskAsync(
                    payer, judge, new JudgedAnswer(one.Messages[^1].Text, one.Output, criterion), () => Task.FromResult(Guid.CreateVersion7()), _ => { }, cancellationToken);
                // One that cannot be read counts as no: a judge that does not answer lets nothing through.
                if (!verdict.Succeeded && verdict.Error.Code != "judge_unreadable")
                    return verdict.Error;
                passed &= verdict.Value?.Passed ?? false;
            }

            return await KeepAsync(caller, judge, one, passed);
        }
        catch (GatewayException failure)
        {
            return Error.Conflict(failure.Error.Code, failure.Message);
        }
    }

    private async Task<Error?> KeepAsync(Caller caller, EvalJudge judge, Pending one, bool passed)
    {
        await using var db = await database.BeginAsync(caller.Scope, CancellationToken.None);
        await db.Set<JudgeLabel>()
            .Where(label => label.JudgeId == judge.Id && label.JudgeHash == judge.ContentHash && label.RunId == one.RunId && label.CaseId == one.CaseId && label.Repeat == one.Repeat)
            .ExecuteUpdateAsync(set => set.SetProperty(label => label.Judge, passed), CancellationToken.None);
        await db.CommitAsync(CancellationToken.None);
        return null;
    }

    private sealed record Pending(Guid RunId, Guid CaseId, int Repeat, IReadOnlyList<CaseMessage> Messages, IReadOnlyList<Check> Checks, string Output)
    {
        // As the case asks when it gates: by each of its checks that a judge decides, all of which must pass. One that leaves nothing to a judge is judged by the rubric.
        public IEnumerable<string?> Criteria => Checks.Where(check => check.NeedsJudge).Select(check => check.JudgedBy).DefaultIfEmpty();
    }
}
