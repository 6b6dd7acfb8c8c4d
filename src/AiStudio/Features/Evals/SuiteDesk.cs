using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Prompts;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What admins do with suites. Every change is in the activity log.</summary>
internal sealed class SuiteDesk(StudioDatabase database, IRouteTable routes, TimeProvider time)
{
    private const int MostSuites = 500;

    /// <summary>
    /// The new suite's id. Errors: <c>suite_name</c>, <c>no_prompt</c> and what <see cref="SuiteRules.CheckAsync"/> finds (invalid); <c>suite_name_taken</c> (conflict).
    /// </summary>
    public async Task<Result<Guid>> CreateAsync(Caller caller, SuiteDraft draft, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        if (SuiteRules.SlugOf(draft.Name) is not { } slug)
            return Error.Invalid("suite_name", "A suite needs a name that begins with a letter and has at most 50 letters, digits and spaces.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SuiteRules.CheckAsync(db, routes, draft, cancellationToken) is { } wrong)
            return wrong;
        var prompt = await db.Set<Prompt>().AsNoTracking().SingleOrDefaultAsync(row => row.Slug == draft.Prompt && row.ArchivedAt == null, cancellationToken);
        if (prompt is null)
            return Error.Invalid("no_prompt", "There is no such prompt.");
        if (await db.Set<EvalSuite>().CountAsync(cancellationToken) >= MostSuites)
            return Error.OverLimit("too_many_suites", $"An organization has at most {MostSuites} suites.");
        var suite = new EvalSuite
        {
            OrganizationId = caller.OrganizationId, Id = Guid.CreateVersion7(), Slug = slug, Name = draft.Name.Trim(), PromptId = prompt.Id, Model = draft.Model.Trim(), CreatedBy = caller.UserId, CreatedAt = time.GetUtcNow(),
        };
        Apply(suite, draft);
        db.Add(suite);
        db.LogActivity(caller, "eval_suite.created", "eval_suite", suite.Id, new { suite.Slug });
        try
        {
            await db.CommitAsync(cancellationToken);
            return suite.Id;
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("suite_name_taken", "There is a suite of this name already.");
        }
    }

    /// <summary>Changes the settings; the address and the prompt stay. Errors: <c>no_eval_suite</c>, <c>stale</c>, and what <see cref="SuiteRules.CheckAsync"/> finds.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="id">Which.</param>
    /// <param name="draft">How it is to be.</param>
    /// <param name="expected">The version that was read; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, SuiteDraft draft, long? expected, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var found = await HoldAsync(db, caller, id, expected, cancellationToken);
        if (!found.Succeeded)
            return found.Error;
        if (await SuiteRules.CheckAsync(db, routes, draft, cancellationToken) is { } wrong)
            return wrong;
        if (Loosens(found.Value, draft) && caller.Role != Role.Owner)
            return OwnersOnly;
        if (!draft.RunsOnChange && draft.NightlyAt is null)
            await RunAlert.RestAsync(db, id, cancellationToken);
        var before = new { found.Value.MinPassRate, found.Value.Margin, found.Value.Gates };
        Apply(found.Value, draft);
        db.LogActivity(caller, "eval_suite.changed", "eval_suite", id, new { found.Value.Slug, before, after = new { draft.MinPassRate, draft.Margin, draft.Gates } });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Takes a suite out of use: it gates nothing and runs no more. Its runs can still be read.</summary>
    public async Task<Result<Done>> ArchiveAsync(Caller caller, Guid id, long? expected, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var found = await HoldAsync(db, caller, id, expected, cancellationToken);
        if (!found.Succeeded)
            return found.Error;
        if (found.Value.Gates && caller.Role != Role.Owner)
            return OwnersOnly;
        // Its address is free for another one.
        await db.Database.ExecuteSqlAsync($"update eval_suite set slug = 'x' || substr(md5(id::text), 1, 20) where org_id = {caller.OrganizationId} and id = {id}", cancellationToken);
        found.Value.ArchivedAt = time.GetUtcNow();
        await RunAlert.ForgetAsync(db, id, cancellationToken);
        db.LogActivity(caller, "eval_suite.archived", "eval_suite", id, new { found.Value.Slug });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static Error OwnersOnly => Error.Forbidden("owners_only", "This suite gates what goes into production. Only an owner makes it easier to pass, or takes it away.");

    private static bool Loosens(EvalSuite suite, SuiteDraft draft) => suite.Gates && (!draft.Gates || draft.MinPassRate < suite.MinPassRate || draft.Margin > suite.Margin);

    private static async Task<Result<EvalSuite>> HoldAsync(StudioDb db, Caller caller, Guid id, long? expected, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        if (await RowVersions.HoldAsync<EvalSuite>(db, id, expected, cancellationToken) is { } stale)
            return stale;
        return await db.Set<EvalSuite>().SingleOrDefaultAsync(row => row.Id == id && row.ArchivedAt == null, cancellationToken) is { } suite ? suite : SuiteLibrary.NotFound;
    }

    private static void Apply(EvalSuite suite, SuiteDraft draft)
    {
        (suite.Name, suite.Model) = (draft.Name.Trim(), draft.Model.Trim());
        (suite.KnowledgeBaseIds, suite.TopK) = ([.. draft.KnowledgeBaseIds.Distinct()], draft.TopK);
        (suite.MinPassRate, suite.Margin, suite.AlertDrop) = (draft.MinPassRate, draft.Margin, draft.AlertDrop);
        (suite.Repeats, suite.Parallel, suite.BudgetNanoUsd) = (draft.Repeats, draft.Parallel, draft.BudgetNanoUsd);
        (suite.RunsOnChange, suite.Gates, suite.NightlyAt, suite.JudgeId) = (draft.RunsOnChange, draft.Gates, draft.NightlyAt, draft.JudgeId);
    }
}
