using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Running;

/// <summary>Runs as lists show them.</summary>
internal static class RunQueries
{
    /// <summary>How many runs of each suite its trend looks at.</summary>
    public const int Trend = 10;

    public static IQueryable<RunEntry> Entries(StudioDb db, IQueryable<EvalRun> runs) =>
        from run in runs
        join version in db.Set<PromptVersion>() on run.VersionId equals version.Id
        select new RunEntry(
            run.Id, run.SuiteId, run.VersionId, version.Version, run.Model, run.Origin, run.State, run.Reason, run.Cases, run.Repeats, run.Passed, run.Failed, run.Errors,
            run.EstimateNanoUsd, run.BudgetNanoUsd, run.SpentNanoUsd, run.JobId, run.CreatedAt, run.EndedAt);

    /// <summary>The newest runs of each suite, the newest first.</summary>
    public static async Task<List<RunEntry>> NewestOfEachAsync(StudioDb db, int each, CancellationToken cancellationToken)
    {
        var newest = db.Set<EvalRun>().FromSql($"""
            select r.* from eval_suite s cross join lateral (
              select * from eval_run where org_id = s.org_id and suite_id = s.id order by id desc limit {each}) r
            where s.org_id = {db.Scope.OrganizationId}
            """);
        return [.. (await Entries(db, newest).AsNoTracking().ToListAsync(cancellationToken)).OrderByDescending(run => run.Id)];
    }
}
