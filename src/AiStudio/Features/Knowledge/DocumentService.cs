using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>What admins do with documents: add, stop, retry, delete.</summary>
internal sealed class DocumentService(StudioDatabase database, JobService jobs, DocumentIntake intake)
{
    public static Error Forbidden => Error.Forbidden("admins_only", "Only admins change documents.");

    public async Task<Result<Guid>> AddAsync(Caller caller, Guid knowledgeBaseId, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        var added = await AddAsync(caller, knowledgeBaseId, new NewFile(fileName, content), cancellationToken);
        return added.Succeeded ? added.Value.DocumentId : added.Error;
    }

    /// <summary>Adds a file, or the next version of its document.</summary>
    public async Task<Result<AddedDocument>> AddAsync(Caller caller, Guid knowledgeBaseId, NewFile file, CancellationToken cancellationToken) =>
        KnowledgeService.MayWrite(caller)
            ? await intake.AddAsync(caller.Scope, knowledgeBaseId, file, cancellationToken)
            : Forbidden;

    public Task<Result<Done>> StopAsync(Caller caller, Guid documentId, CancellationToken cancellationToken) =>
        WithJobAsync(caller, documentId, "document.indexing_stopped", (db, job) => jobs.CancelAsync(db, job, cancellationToken), cancellationToken);

    public Task<Result<Done>> RetryAsync(Caller caller, Guid documentId, CancellationToken cancellationToken) =>
        WithJobAsync(caller, documentId, "document.indexing_retried", async (db, job) =>
        {
            var result = await JobService.RetryAsync(db, job, cancellationToken);
            if (result.Succeeded)
            {
                await db.Database.ExecuteSqlAsync($"""
                    update document set state = 'waiting', failure = null, updated_at = now() where org_id = {caller.OrganizationId} and id = {documentId}
                    """, cancellationToken);
            }

            return result;
        }, cancellationToken);

    /// <summary>The document with its versions, chunks and vectors. Answers that cited it keep their quotes, but open nothing any more.</summary>
    public async Task<Result<Done>> DeleteAsync(Caller caller, Guid documentId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await NewestJobAsync(db, documentId, cancellationToken) is { } job)
        {
            await jobs.CancelAsync(db, job, cancellationToken);
        }

        if (await db.Set<Document>().SingleOrDefaultAsync(row => row.Id == documentId, cancellationToken) is not { } document
            || await db.Set<Document>().Where(row => row.Id == documentId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return NotFound;
        }

        db.LogActivity(caller, "document.deleted", "document", documentId, new { document.Name, knowledgeBase = document.KnowledgeBaseId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private async Task<Result<Done>> WithJobAsync(Caller caller, Guid documentId, string action, Func<StudioDb, Guid, Task<Result<Done>>> act, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await NewestJobAsync(db, documentId, cancellationToken) is not { } job)
        {
            return NotFound;
        }

        var result = await act(db, job);
        if (result.Succeeded)
        {
            db.LogActivity(caller, action, "document", documentId);
        }

        await db.CommitAsync(cancellationToken);
        return result;
    }

    private static Task<Guid?> NewestJobAsync(StudioDb db, Guid documentId, CancellationToken cancellationToken) =>
        db.Set<DocumentVersion>().Where(version => version.DocumentId == documentId).OrderByDescending(version => version.Number)
            .Select(version => version.JobId).FirstOrDefaultAsync(cancellationToken);

    private static Error NotFound => Error.NotFound("document_not_found", "There is no such document.");
}
