using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What admins do with the cases of a suite.</summary>
internal sealed class CaseDesk(StudioDatabase database, TimeProvider time)
{
    public const int MostCases = 10_000;

    internal static Error NotFound => Error.NotFound("no_eval_case", "There is no such case.");

    /// <summary>The new case's id. Errors: <c>no_eval_suite</c> (not found), <c>case_exists</c> (conflict), <c>too_many_cases</c>, and what <see cref="CaseRules.Check"/> finds.</summary>
    public async Task<Result<Guid>> CreateAsync(Caller caller, Guid suiteId, CaseDraft draft, CaseSource source, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        if (CaseRules.Check(draft) is { } wrong)
            return wrong;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await HoldAsync(db, suiteId, cancellationToken))
            return SuiteLibrary.NotFound;
        var hash = draft.Content.Hash();
        if (await db.Set<EvalCase>().AnyAsync(row => row.SuiteId == suiteId && row.ArchivedAt == null && row.ContentHash == hash, cancellationToken))
            return Exists;
        if (await db.Set<EvalCase>().CountAsync(row => row.SuiteId == suiteId && row.ArchivedAt == null, cancellationToken) >= MostCases)
            return TooMany;
        var made = NewCase(caller, suiteId, draft, hash, source, time.GetUtcNow());
        db.Add(made);
        db.LogActivity(caller, "eval_case.created", "eval_case", made.Id, new { suiteId });
        await db.CommitAsync(cancellationToken);
        return made.Id;
    }

    /// <summary>Changes a case: earlier results are then of another content. Errors: <c>no_eval_case</c>, <c>stale</c>, <c>case_exists</c>, and what <see cref="CaseRules.Check"/> finds.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="id">Which.</param>
    /// <param name="draft">How it is to be.</param>
    /// <param name="expected">The version that was read; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, CaseDraft draft, long? expected, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        if (CaseRules.Check(draft) is { } wrong)
            return wrong;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<EvalCase>(db, id, expected, cancellationToken) is { } stale)
            return stale;
        var row = await db.Set<EvalCase>().SingleOrDefaultAsync(row => row.Id == id && row.ArchivedAt == null, cancellationToken);
        if (row is null)
            return NotFound;
        var hash = draft.Content.Hash();
        if (await db.Set<EvalCase>().AnyAsync(other => other.SuiteId == row.SuiteId && other.Id != id && other.ArchivedAt == null && other.ContentHash == hash, cancellationToken))
            return Exists;
        (row.Name, row.Tags, row.Content, row.ChangedAt) = (draft.Name.Trim(), TagsOf(draft), draft.Content, time.GetUtcNow());
        db.LogActivity(caller, "eval_case.changed", "eval_case", id, new { row.SuiteId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Takes a case out of its suite; its results can still be read. Errors: <c>no_eval_case</c>, <c>stale</c>.</summary>
    public async Task<Result<Done>> ArchiveAsync(Caller caller, Guid id, long? expected, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<EvalCase>(db, id, expected, cancellationToken) is { } stale)
            return stale;
        var row = await db.Set<EvalCase>().SingleOrDefaultAsync(row => row.Id == id && row.ArchivedAt == null, cancellationToken);
        if (row is null)
            return NotFound;
        row.ArchivedAt = time.GetUtcNow();
        db.LogActivity(caller, "eval_case.archived", "eval_case", id, new { row.SuiteId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    internal static Error Exists => Error.Conflict("case_exists", "The suite has a case that asks and checks exactly this.");

    internal static Error TooMany => Error.OverLimit("too_many_cases", $"A suite has at most {MostCases:#,0} cases.");

    internal static EvalCase NewCase(Caller caller, Guid suiteId, CaseDraft draft, byte[] hash, CaseSource source, DateTimeOffset now, Guid? id = null) => new()
    {
        OrganizationId = caller.OrganizationId,
        Id = id ?? Guid.CreateVersion7(),
        SuiteId = suiteId,
        Name = draft.Name.Trim(),
        Messages = draft.Content.Messages,
        Variables = draft.Content.Variables,
        Checks = draft.Content.Checks,
        Recordings = draft.Content.Recordings,
        Tags = TagsOf(draft),
        Source = source,
        ContentHash = hash,
        CreatedBy = caller.UserId,
        CreatedAt = now,
        ChangedAt = now,
    };

    /// <summary>Holds the suite, so that cases are added one at a time; false when it is not there.</summary>
    internal static async Task<bool> HoldAsync(StudioDb db, Guid suiteId, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<int>($"select 1 as \"Value\" from eval_suite where org_id = {db.Scope.OrganizationId} and id = {suiteId} and archived_at is null for update")
            .ToListAsync(cancellationToken) is { Count: > 0 };

    private static string[] TagsOf(CaseDraft draft) => [.. draft.Tags.Select(tag => tag.Trim()).Distinct(StringComparer.Ordinal)];
}
