using AiStudio.Features.Evals.Running;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Statistics;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What admins read of runs.</summary>
internal sealed class RunLibrary(StudioDatabase database)
{
    private const double Confidence = 0.95;

    internal static Error NotFound => Error.NotFound("no_eval_run", "There is no such run.");

    /// <summary>A suite's runs, the newest first, before <paramref name="before"/>. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<RunEntry>> ListAsync(Caller caller, Guid suiteId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var runs = db.Set<EvalRun>().AsNoTracking().Where(run => run.SuiteId == suiteId && (before == null || run.Id.CompareTo(before.Value) < 0)).OrderByDescending(run => run.Id).Take(limit);
        return [.. (await RunQueries.Entries(db, runs).ToListAsync(cancellationToken)).OrderByDescending(run => run.Id)];
    }

    /// <summary>Errors: <c>no_eval_run</c> (not found), also for who may not see it.</summary>
    public async Task<Result<RunDetail>> OpenAsync(Caller caller, Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var run = SuiteLibrary.MayManage(caller)
            ? await RunQueries.Entries(db, db.Set<EvalRun>().AsNoTracking().Where(row => row.Id == runId)).SingleOrDefaultAsync(cancellationToken)
            : null;
        if (run is null)
            return NotFound;
        var suite = await db.Set<EvalSuite>().AsNoTracking().SingleAsync(row => row.Id == run.SuiteId, cancellationToken);
        var figures = await RunFigures.ReadAsync(db, runId, cancellationToken);
        var tags = await db.Database.SqlQuery<TagFigures>($"""
            with cases as (
              select case_id, 2 * count(*) filter (where passed) > {run.Repeats} as passed from eval_result
              where org_id = {caller.OrganizationId} and run_id = {runId} and ended_at is not null group by case_id)
            select tag as "Tag", count(*)::integer as "Cases", (count(*) filter (where o.passed))::integer as "Passed"
            from cases o join eval_case c on c.org_id = {caller.OrganizationId} and c.id = o.case_id, unnest(c.tags) as tag
            group by tag order by count(*) filter (where not o.passed) desc, tag limit 200
            """).ToListAsync(cancellationToken);
        var interval = new Proportion(run.Passed, run.Cases).Within(Confidence);
        return new RunDetail(run, suite.Slug, suite.Name, suite.MinPassRate, suite.JudgeId, interval.Low, interval.High, figures, tags);
    }

    /// <summary>A page of a run's results by case, after <paramref name="after"/>. Errors: <c>no_eval_run</c> (not found).</summary>
    public async Task<Result<IReadOnlyList<ResultEntry>>> ResultsAsync(Caller caller, Guid runId, ResultQuery query, ResultPlace? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!SuiteLibrary.MayManage(caller) || !await db.Set<EvalRun>().AnyAsync(run => run.Id == runId, cancellationToken))
            return NotFound;
        var rows =
            from result in db.Set<EvalResult>()
            join asked in db.Set<EvalCase>() on result.CaseId equals asked.Id
            where result.RunId == runId && result.EndedAt != null
            select new { Result = result, Case = asked };
        if (after is not null)
            rows = rows.Where(row => row.Result.CaseId.CompareTo(after.CaseId) > 0 || (row.Result.CaseId == after.CaseId && row.Result.Repeat > after.Repeat));
        if (query.Tag is { } tag)
            rows = rows.Where(row => row.Case.Tags.Contains(tag));
        rows = query.Outcome switch
        {
            ResultOutcome.Passed => rows.Where(row => row.Result.Passed == true),
            ResultOutcome.Failed => rows.Where(row => row.Result.Passed == false),
            ResultOutcome.Error => rows.Where(row => row.Result.Passed == null),
            _ => rows,
        };
        var page = await rows.AsNoTracking().OrderBy(row => row.Result.CaseId).ThenBy(row => row.Result.Repeat).Take(limit).ToListAsync(cancellationToken);
        var labels = await (
            from label in db.Set<JudgeLabel>()
            join judge in db.Set<EvalJudge>() on new { Id = label.JudgeId, Hash = label.JudgeHash } equals new { judge.Id, Hash = judge.ContentHash }
            where label.RunId == runId && db.Set<EvalRun>().Any(run => run.Id == runId && db.Set<EvalSuite>().Any(suite => suite.Id == run.SuiteId && suite.JudgeId == judge.Id))
            select label).AsNoTracking().ToDictionaryAsync(label => (label.CaseId, label.Repeat), label => label.Human, cancellationToken);
        return page.Select(row => ResultEntry.Of(row.Result, row.Case, labels.TryGetValue((row.Result.CaseId, row.Result.Repeat), out var human) ? human : null)).ToList();
    }
}
