using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Recutting;

/// <summary>
/// Cuts documents again whose base has another length of chunks by now. Errors: <c>admins_only</c>, <c>document_not_found</c>, <c>nothing_to_cut</c>,
/// <c>recut_running</c>.
/// </summary>
internal sealed class Recuts(StudioDatabase database, JobService jobs, TimeProvider time)
{
    public async Task<RecutView> ReadAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var running = await RunningAsync(db, baseId, cancellationToken);
        return new RecutView(await OutdatedDocuments.CountAsync(db, baseId, cancellationToken), running?.ProgressPercent);
    }

    /// <summary>All of a base that are cut otherwise. Searches go on with the old chunks of each until its new ones are there.</summary>
    public async Task<Result<Done>> StartAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return DocumentService.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from knowledge_base where org_id = {caller.OrganizationId} and id = {baseId} for no key update", cancellationToken);
        if (await RunningAsync(db, baseId, cancellationToken) is not null)
        {
            return Error.Conflict("recut_running", "The documents are being cut again already.");
        }

        var documents = await OutdatedDocuments.CountAsync(db, baseId, cancellationToken);
        if (documents == 0)
        {
            return Error.Conflict("nothing_to_cut", "Every document is cut as the base says.");
        }

        await jobs.EnqueueAsync(db, new NewJob(RecutBase.JobKind, baseId), cancellationToken);
        db.LogActivity(caller, "knowledge_base.recut_started", "knowledge_base", baseId, new { documents });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>One document.</summary>
    public async Task<Result<Done>> StartDocumentAsync(Caller caller, Guid documentId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return DocumentService.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Document>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == documentId, cancellationToken) is not { } document)
        {
            return Error.NotFound("document_not_found", "There is no such document.");
        }

        if (await OutdatedDocuments.NextAsync(db, document.KnowledgeBaseId, null, 1, documentId, cancellationToken) is not [_])
        {
            return Error.Conflict("nothing_to_cut", "It is cut as its base says, or being indexed right now.");
        }

        await OutdatedDocuments.QueueAsync(db, documentId, time.GetUtcNow(), cancellationToken);
        db.LogActivity(caller, "document.recut_started", "document", documentId, new { document.Name, knowledgeBase = document.KnowledgeBaseId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static Task<Job?> RunningAsync(StudioDb db, Guid baseId, CancellationToken cancellationToken) =>
        db.Set<Job>().AsNoTracking().Where(job => job.Kind == RecutBase.JobKind && job.SubjectId == baseId
                && (job.State == JobState.Queued || job.State == JobState.Running || job.State == JobState.Failed || job.State == JobState.Waiting))
            .FirstOrDefaultAsync(cancellationToken);
}
