using AiStudio.Features.Evals.Judging;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What admins read of judges.</summary>
internal sealed class JudgeLibrary(StudioDatabase database)
{
    private const int MostLabels = 500;

    internal static Error NotFound => Error.NotFound("no_judge", "There is no such judge.");

    /// <summary>Those in use, by name. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<JudgeEntry>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var judges = await db.Set<EvalJudge>().AsNoTracking().Where(row => row.ArchivedAt == null).OrderBy(row => row.Name).ToListAsync(cancellationToken);
        var standings = await JudgeStanding.ReadAsync(db, [.. judges.Select(judge => judge.Id)], cancellationToken);
        return [.. judges.Select(judge => new JudgeEntry(judge.Id, judge.Name, judge.Model, standings[judge.Id].Agreement.Cases, standings[judge.Id].Agreement.Kappa, standings[judge.Id].MayGate))];
    }

    /// <summary>Errors: <c>no_judge</c> (not found), also for who may not see it.</summary>
    public async Task<Result<JudgeDetail>> OpenAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await FindAsync(db, caller, id, cancellationToken) is { } judge ? await DetailAsync(db, judge, cancellationToken) : NotFound;
    }

    /// <summary>What people have said under the judge's present content: first where it disagrees, then what it was not asked, then the rest.</summary>
    public async Task<Result<IReadOnlyList<LabelEntry>>> LabelsAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await FindAsync(db, caller, id, cancellationToken) is not { } judge)
            return NotFound;
        var rows = await (
            from label in db.Set<JudgeLabel>()
            join result in db.Set<EvalResult>() on new { label.RunId, label.CaseId, label.Repeat } equals new { result.RunId, result.CaseId, result.Repeat }
            join asked in db.Set<EvalCase>() on label.CaseId equals asked.Id
            where label.JudgeId == id && label.JudgeHash == judge.ContentHash
            orderby label.Judge == null ? 1 : label.Judge != label.Human ? 0 : 2, label.LabelledAt
            select new { label, asked.Messages, result.Output }).AsNoTracking().Take(MostLabels).ToListAsync(cancellationToken);
        return rows.Select(row => new LabelEntry(row.label.RunId, row.label.CaseId, row.label.Repeat, row.Messages[^1].Text, row.Output ?? "", row.label.Human, row.label.Judge)).ToList();
    }

    internal static async Task<EvalJudge?> FindAsync(StudioDb db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        SuiteLibrary.MayManage(caller) ? await db.Set<EvalJudge>().SingleOrDefaultAsync(row => row.Id == id && row.ArchivedAt == null, cancellationToken) : null;

    internal static async Task<JudgeDetail> DetailAsync(StudioDb db, EvalJudge judge, CancellationToken cancellationToken)
    {
        var standing = await JudgeStanding.ReadAsync(db, judge, cancellationToken);
        var suites = await db.Set<EvalSuite>().Where(suite => suite.JudgeId == judge.Id && suite.ArchivedAt == null).OrderBy(suite => suite.Name).Select(suite => suite.Name).ToListAsync(cancellationToken);
        var said = standing.Agreement;
        return new JudgeDetail(
            judge.Id, new JudgeDraft(judge.Name, judge.Rubric, judge.Model), said.BothYes, said.OnlyFirst, said.OnlySecond, said.BothNo, said.Share, said.Kappa, standing.NotAsked,
            JudgeStanding.LeastLabels, JudgeStanding.LeastKappa, standing.Obstacle, suites);
    }
}
