using System.Security.Cryptography;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>Takes a file in: checks it, stores the original and queues its indexing. A file of the same name is the next version of its document.</summary>
internal sealed class DocumentIntake(StudioDatabase database, JobService jobs, TimeProvider time)
{
    public const int LargestFile = 10 * 1024 * 1024;

    public async Task<Result<Guid>> AddAsync(TenantScope scope, Guid knowledgeBaseId, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        var name = DocumentName.Clean(fileName);
        if (Path.GetFileNameWithoutExtension(name).Length == 0 || DocumentKind.Of(name) is not { } mediaType)
        {
            return Error.Invalid("document_type", "Markdown (.md) and text (.txt) can be read. Save the document as one of them.");
        }

        if (content.Length > LargestFile)
        {
            return Error.OverLimit("document_too_large", "A document may have 10 MB. Split it, then add the parts.");
        }

        if (TextDecoder.Decode(content).Error is { } refusal)
        {
            return refusal;
        }

        await using var db = await database.BeginAsync(scope, cancellationToken);
        // Holding the base keeps two uploads of one name from becoming two documents.
        await db.Database.ExecuteSqlAsync($"select 1 from knowledge_base where org_id = {scope.OrganizationId} and id = {knowledgeBaseId} for no key update", cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == knowledgeBaseId && row.ArchivedAt == null, cancellationToken))
        {
            return Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
        }

        return await StoreAsync(db, knowledgeBaseId, name, mediaType, content, cancellationToken);
    }

    private async Task<Result<Guid>> StoreAsync(
        StudioDb db, Guid knowledgeBaseId, string name, string mediaType, byte[] content, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hash = SHA256.HashData(content);
        var document = await db.Set<Document>().SingleOrDefaultAsync(row => row.KnowledgeBaseId == knowledgeBaseId && row.Name == name, cancellationToken);
        var newest = document is null ? null : await NewestAsync(db, document.Id, cancellationToken);
        if (document is { State: not (DocumentState.Failed or DocumentState.Cancelled) } && newest is not null && newest.ContentHash.AsSpan().SequenceEqual(hash))
        {
            return document.Id;
        }

        if (newest?.JobId is { } overtaken)
        {
            await jobs.CancelAsync(db, overtaken, cancellationToken);
        }

        if (document is null)
        {
            document = new Document
            {
                OrganizationId = db.Scope.OrganizationId,
                Id = Guid.CreateVersion7(),
                KnowledgeBaseId = knowledgeBaseId,
                Name = name,
                CreatedBy = db.Scope.UserId,
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Add(document);
            await db.SaveChangesAsync(cancellationToken);
        }

        var version = new DocumentVersion
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            DocumentId = document.Id,
            Number = (newest?.Number ?? 0) + 1,
            MediaType = mediaType,
            SizeBytes = content.Length,
            ContentHash = hash,
            Original = content,
            CreatedAt = now,
        };
        version.JobId = await jobs.EnqueueAsync(db, new NewJob(IndexDocument.JobKind, version.Id), cancellationToken);
        db.Add(version);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update document set state = 'waiting', failure = null, updated_at = now() where org_id = {db.Scope.OrganizationId} and id = {document.Id}
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return document.Id;
    }

    private static Task<NewestVersion?> NewestAsync(StudioDb db, Guid documentId, CancellationToken cancellationToken) =>
        db.Set<DocumentVersion>().Where(version => version.DocumentId == documentId).OrderByDescending(version => version.Number)
            .Select(version => new NewestVersion(version.Number, version.ContentHash, version.JobId)).FirstOrDefaultAsync(cancellationToken);

    private sealed record NewestVersion(int Number, byte[] ContentHash, Guid? JobId);
}
