using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Deletion;

/// <summary>Takes archived bases away for good, for admins. Errors: <c>admins_only</c> (forbidden), <c>knowledge_base_not_found</c>.</summary>
internal sealed class BaseDeletions(StudioDatabase database, JobService jobs)
{
    public static Error Begun => Error.Conflict("being_deleted", "This base is being deleted. It cannot be changed or brought back any more.");

    /// <summary>What would go with the base, and how far that is.</summary>
    public async Task<Result<BaseContents>> ReadAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var found = await ContentsAsync(db, baseId, cancellationToken);
        return found is null ? NotFound : found with { Deletion = (await ListAsync(db, baseId, cancellationToken)).SingleOrDefault() };
    }

    /// <summary>How far the deletion of a base is, which is <c>knowledge_base_not_found</c> when it is done; null while none has begun.</summary>
    public async Task<Result<BaseDeletion?>> ProgressAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId, cancellationToken) ? (await ListAsync(db, baseId, cancellationToken)).SingleOrDefault() : NotFound;
    }

    /// <summary>The bases that are being deleted; none for who may not delete.</summary>
    public async Task<IReadOnlyDictionary<Guid, BaseDeletion>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return new Dictionary<Guid, BaseDeletion>();
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return (await ListAsync(db, null, cancellationToken)).ToDictionary(deletion => deletion.BaseId);
    }

    /// <summary>
    /// Begins it, or lets one go on that was stopped or given up; the job's id. Besides: <c>name_differs</c> (invalid), <c>not_archived</c>, <c>assistants_read_it</c> (conflict).
    /// </summary>
    /// <param name="caller">An admin.</param>
    /// <param name="baseId">Which base.</param>
    /// <param name="typedName">Its name as a person typed it, so that nobody deletes the wrong one; null for a program, which names it by its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Guid>> BeginAsync(Caller caller, Guid baseId, string? typedName, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await RowVersions.HoldAsync<KnowledgeBase>(db, baseId, expected: null, cancellationToken);
        if (await db.Set<KnowledgeBase>().SingleOrDefaultAsync(row => row.Id == baseId, cancellationToken) is not { } knowledge
            || await ContentsAsync(db, baseId, cancellationToken) is not { } contents)
        {
            return NotFound;
        }

        if (typedName is not null && typedName.Trim() != knowledge.Name)
        {
            return Error.Invalid("name_differs", "That is not the name of this base. Type it as it stands above.");
        }

        if (knowledge.DeletionJobId is { } begun)
        {
            return await GoOnAsync(db, caller, knowledge, begun, cancellationToken);
        }

        if (Obstacle(contents) is { } obstacle)
        {
            return obstacle;
        }

        var job = await jobs.EnqueueAsync(db, new NewJob(DeleteBase.JobKind, baseId) { MaxAttempts = 10 }, cancellationToken);
        (knowledge.DeletionJobId, knowledge.ChunksToDelete) = (job, contents.Chunks);
        db.LogActivity(
            caller, "knowledge_base.deletion_begun", "knowledge_base", baseId,
            new { knowledge.Name, contents.Documents, contents.Chunks, contents.Answers, contents.QuestionSets, contents.Queries, contents.Suites });
        await db.CommitAsync(cancellationToken);
        return job;
    }

    private static Error? Obstacle(BaseContents contents) =>
        !contents.Archived ? Error.Conflict("not_archived", "Archive the base first: then nothing searches it any more, and you see what is missing.")
        : contents.Assistants.Length > 0 ? Error.Conflict(
            "assistants_read_it", $"It is named by {string.Join(", ", contents.Assistants)}. Choose other bases there first: an assistant that names none reads all.")
        : null;

    // It has begun, so nothing stands in its way any more; one that is under way is told as it is.
    private static async Task<Result<Guid>> GoOnAsync(StudioDb db, Caller caller, KnowledgeBase knowledge, Guid job, CancellationToken cancellationToken)
    {
        if ((await JobService.RetryAsync(db, job, cancellationToken)).Succeeded)
        {
            db.LogActivity(caller, "knowledge_base.deletion_resumed", "knowledge_base", knowledge.Id, new { knowledge.Name });
            await db.CommitAsync(cancellationToken);
        }

        return job;
    }

    private static async Task<BaseContents?> ContentsAsync(StudioDb db, Guid baseId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return (await db.Database.SqlQuery<BaseContents>($"""
            select b.id as "Id", b.name as "Name", b.archived_at is not null as "Archived",
                   (select count(*)::int from document d where d.org_id = b.org_id and d.knowledge_base_id = b.id) as "Documents",
                   (select count(*)::int from chunk c where c.org_id = b.org_id and c.knowledge_base_id = b.id) as "Chunks",
                   (select count(*)::int from curated_answer a where a.org_id = b.org_id and a.knowledge_base_id = b.id) as "Answers",
                   (select count(*)::int from question_set s where s.org_id = b.org_id and s.knowledge_base_id = b.id) as "QuestionSets",
                   (select count(*)::int from knowledge_query_base q where q.org_id = b.org_id and q.knowledge_base_id = b.id) as "Queries",
                   array(select a.name from assistant_knowledge k join assistant a on a.org_id = k.org_id and a.id = k.assistant_id
                         where k.org_id = b.org_id and k.knowledge_base_id = b.id and a.archived_at is null order by a.name) as "Assistants",
                   array(select s.name from eval_suite s where s.org_id = b.org_id and b.id = any(s.knowledge_base_ids) and s.archived_at is null order by s.name) as "Suites"
            from knowledge_base b where b.org_id = {organization} and b.id = {baseId}
            """).ToListAsync(cancellationToken)).SingleOrDefault();
    }

    private static Task<List<BaseDeletion>> ListAsync(StudioDb db, Guid? only, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<BaseDeletion>($"""
            select b.id as "BaseId", b.chunks_deleted as "Deleted", b.chunks_to_delete as "Chunks", coalesce(j.state in ('cancelled', 'dead'), true) as "Stopped", j.reason as "Reason"
            from knowledge_base b left join job j on j.org_id = b.org_id and j.id = b.deletion_job_id
            where b.org_id = {db.Scope.OrganizationId} and b.deletion_job_id is not null and ({only}::uuid is null or b.id = {only}::uuid)
            """).ToListAsync(cancellationToken);

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins delete knowledge bases.");

    private static Error NotFound => Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
}
