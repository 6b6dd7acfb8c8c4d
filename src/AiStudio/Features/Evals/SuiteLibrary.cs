using AiStudio.Features.Evals.Running;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What admins read of suites and their cases.</summary>
internal sealed class SuiteLibrary(StudioDatabase database)
{
    public static bool MayManage(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    internal static Error NotFound => Error.NotFound("no_eval_suite", "There is no such suite.");

    internal static Error Forbidden => Error.Forbidden("admins_only", "Only admins see and change evaluations.");

    /// <summary>Those in use, by name. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<SuiteEntry>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var suites = await (
            from suite in db.Set<EvalSuite>()
            join prompt in db.Set<Prompt>() on suite.PromptId equals prompt.Id
            where suite.ArchivedAt == null
            orderby suite.Name, suite.Id
            select new { Suite = suite, prompt.Slug, prompt.Name, Cases = db.Set<EvalCase>().Count(row => row.SuiteId == suite.Id && row.ArchivedAt == null) })
            .AsNoTracking().ToListAsync(cancellationToken);
        var runs = (await RunQueries.NewestOfEachAsync(db, RunQueries.Trend, cancellationToken)).ToLookup(run => run.SuiteId);
        return
        [
            .. suites.Select(row => new SuiteEntry(
                row.Suite.Id, row.Suite.Slug, row.Suite.Name, row.Slug, row.Name, row.Suite.Model, row.Cases, row.Suite.Gates, row.Suite.MinPassRate, row.Suite.NightlyAt,
                runs[row.Suite.Id].FirstOrDefault(), [.. runs[row.Suite.Id].Where(run => run.State == EvalRunState.Ended).Reverse().Select(run => run.PassRate)])),
        ];
    }

    /// <summary>By its slug. Errors: <c>no_eval_suite</c> (not found), also for who may not see it.</summary>
    public Task<Result<SuiteDetail>> OpenAsync(Caller caller, string slug, CancellationToken cancellationToken) =>
        OpenAsync(caller, suites => suites.Where(suite => suite.Slug == slug && suite.ArchivedAt == null), cancellationToken);

    /// <summary>By its id, archived ones too.</summary>
    public Task<Result<SuiteDetail>> OpenAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        OpenAsync(caller, suites => suites.Where(suite => suite.Id == id), cancellationToken);

    /// <summary>A page of a suite's cases in the order in which they were made, after <paramref name="after"/>.</summary>
    public async Task<Result<IReadOnlyList<CaseEntry>>> CasesAsync(Caller caller, Guid suiteId, CaseQuery query, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!MayManage(caller) || !await db.Set<EvalSuite>().AnyAsync(suite => suite.Id == suiteId, cancellationToken))
            return NotFound;
        var pattern = query.Search is { Length: > 0 } search ? $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%" : null;
        // What a case says is its last message; others are looked through as well.
        var rows = await db.Set<EvalCase>().FromSql($"""
            select * from eval_case where org_id = {caller.OrganizationId} and suite_id = {suiteId} and archived_at is null
              and ({after}::uuid is null or id > {after}) and ({query.Tag}::text is null or {query.Tag} = any (tags))
              and ({pattern}::text is null or name ilike {pattern} or messages::text ilike {pattern} or checks::text ilike {pattern})
            """).AsNoTracking().OrderBy(row => row.Id).Take(limit).ToListAsync(cancellationToken);
        return rows.Select(CaseEntry.Of).ToList();
    }

    /// <summary>Errors: <c>no_eval_case</c> (not found).</summary>
    public async Task<Result<CaseDetail>> CaseAsync(Caller caller, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var row = MayManage(caller) ? await db.Set<EvalCase>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId && row.ArchivedAt == null, cancellationToken) : null;
        return row is null ? CaseDesk.NotFound : CaseDetail.Of(row);
    }

    private async Task<Result<SuiteDetail>> OpenAsync(Caller caller, Func<IQueryable<EvalSuite>, IQueryable<EvalSuite>> which, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var suite = MayManage(caller) ? await which(db.Set<EvalSuite>().AsNoTracking()).SingleOrDefaultAsync(cancellationToken) : null;
        if (suite is null)
            return NotFound;
        var prompt = await db.Set<Prompt>().AsNoTracking().SingleAsync(row => row.Id == suite.PromptId, cancellationToken);
        var tags = await db.Database.SqlQuery<string>($"""
            select distinct tag as "Value" from eval_case, unnest(tags) as tag
            where org_id = {caller.OrganizationId} and suite_id = {suite.Id} and archived_at is null order by tag limit 1000
            """).ToListAsync(cancellationToken);
        var cases = await db.Set<EvalCase>().CountAsync(row => row.SuiteId == suite.Id && row.ArchivedAt == null, cancellationToken);
        return new SuiteDetail(suite.Id, suite.Slug, prompt.Id, prompt.Name, SettingsOf(suite, prompt.Slug), cases, tags, suite.ArchivedAt is not null, suite.CreatedAt);
    }

    private static SuiteDraft SettingsOf(EvalSuite suite, string prompt) => new(suite.Name, prompt, suite.Model)
    {
        KnowledgeBaseIds = suite.KnowledgeBaseIds,
        TopK = suite.TopK,
        MinPassRate = suite.MinPassRate,
        Margin = suite.Margin,
        AlertDrop = suite.AlertDrop,
        Repeats = suite.Repeats,
        Parallel = suite.Parallel,
        BudgetNanoUsd = suite.BudgetNanoUsd,
        RunsOnChange = suite.RunsOnChange,
        Gates = suite.Gates,
        NightlyAt = suite.NightlyAt,
        JudgeId = suite.JudgeId,
    };
}
