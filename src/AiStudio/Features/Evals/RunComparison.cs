using AiStudio.Features.Evals.Running;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>Two runs side by side, paired by case.</summary>
internal sealed class RunComparison(StudioDatabase database)
{
    private const double Confidence = 0.95;
    private const int MostShown = 500;

    /// <summary>Of the second against the first. Errors: <c>no_eval_run</c> (not found).</summary>
    public async Task<Result<ComparedRuns>> CompareAsync(Caller caller, Guid firstId, Guid secondId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var both = SuiteLibrary.MayManage(caller)
            ? await RunQueries.Entries(db, db.Set<EvalRun>().AsNoTracking().Where(run => run.Id == firstId || run.Id == secondId)).ToDictionaryAsync(run => run.Id, cancellationToken)
            : [];
        if (!both.TryGetValue(firstId, out var first) || !both.TryGetValue(secondId, out var second))
            return RunLibrary.NotFound;
        var pairs = await PairedRuns.CountAsync(db, secondId, firstId, cancellationToken);
        var interval = pairs.DifferenceWithin(Confidence);
        return new ComparedRuns(
            first, second, await RunFigures.ReadAsync(db, firstId, cancellationToken), await RunFigures.ReadAsync(db, secondId, cancellationToken),
            pairs.Cases, pairs.Wins, pairs.Losses, pairs.Both + pairs.Neither, pairs.Difference, interval.Low, interval.High, pairs.PValue,
            await ChangedAsync(db, firstId, secondId, cancellationToken), await TagsAsync(db, firstId, secondId, cancellationToken));
    }

    private static Task<List<ChangedCase>> ChangedAsync(StudioDb db, Guid first, Guid second, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return db.Database.SqlQuery<ChangedCase>($"""
            with one as (
              select case_id, case_hash, 2 * count(*) filter (where passed) > count(*) as passed, min(output) as output from eval_result where org_id = {organization} and run_id = {first} group by case_id, case_hash),
            two as (
              select case_id, case_hash, 2 * count(*) filter (where passed) > count(*) as passed, min(output) as output from eval_result where org_id = {organization} and run_id = {second} group by case_id, case_hash)
            select c.id as "CaseId", c.name as "Name", left(c.messages -> -1 ->> 'text', 300) as "Question", c.tags as "Tags", two.passed as "Won", coalesce(one.output, '') as "FirstOutput", coalesce(two.output, '') as "SecondOutput"
            from one join two on two.case_id = one.case_id and two.case_hash = one.case_hash join eval_case c on c.org_id = {organization} and c.id = one.case_id
            where one.passed <> two.passed order by two.passed, c.id limit {MostShown}
            """).ToListAsync(cancellationToken);
    }

    private static Task<List<ComparedTag>> TagsAsync(StudioDb db, Guid first, Guid second, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return db.Database.SqlQuery<ComparedTag>($"""
            with one as (select case_id, case_hash, 2 * count(*) filter (where passed) > count(*) as passed from eval_result where org_id = {organization} and run_id = {first} group by case_id, case_hash),
            two as (select case_id, case_hash, 2 * count(*) filter (where passed) > count(*) as passed from eval_result where org_id = {organization} and run_id = {second} group by case_id, case_hash)
            select tag as "Tag", count(*)::integer as "Cases", (count(*) filter (where not one.passed))::integer as "FirstFailed", (count(*) filter (where not two.passed))::integer as "SecondFailed"
            from one join two on two.case_id = one.case_id and two.case_hash = one.case_hash join eval_case c on c.org_id = {organization} and c.id = one.case_id, unnest(c.tags) as tag
            group by tag order by count(*) filter (where not two.passed) desc, tag limit 200
            """).ToListAsync(cancellationToken);
    }
}
