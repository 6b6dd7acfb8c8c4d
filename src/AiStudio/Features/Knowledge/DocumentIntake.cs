using System.Globalization;
using System.Security.Cryptography;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Knowledge;

/// <summary>Takes a file in: checks what it is and that there is room for it, stores the original once and queues its indexing.</summary>
internal sealed class DocumentIntake(StudioDatabase database, JobService jobs, IOptions<KnowledgeOptions> options, TimeProvider time)
{
    /// <summary>In bytes; the operator may set less.</summary>
    public const int LargestFile = 25 * 1024 * 1024;

    private const int LongestExternalId = 500;

    public async Task<Result<AddedDocument>> AddAsync(TenantScope scope, Guid knowledgeBaseId, NewFile file, CancellationToken cancellationToken)
    {
        var named = file with { Name = DocumentName.Clean(file.Name) };
        if (Path.GetFileNameWithoutExtension(named.Name).Length == 0)
        {
            return Error.Invalid("document_name", "The file has no name. Give it one, then add it again.");
        }

        if (file.ExternalId is { Length: 0 or > LongestExternalId })
        {
            return Error.Invalid("external_id_invalid", "An external id has 1 to 500 characters.");
        }

        if (file.Content.Length > Math.Min(LargestFile, options.Value.MegabytesPerFile * 1_000_000))
        {
            return Error.OverLimit("document_too_large", string.Create(CultureInfo.InvariantCulture, $"A document may have {options.Value.MegabytesPerFile} MB. Split it, then add the parts."));
        }

        if (DocumentType.Of(named.Name, file.Content) is var type && !type.Succeeded)
        {
            return type.Error;
        }

        await using var db = await database.BeginAsync(scope, cancellationToken);
        // Also keeps two uploads of one name from becoming two documents.
        await db.Database.ExecuteSqlAsync($"select hold_stored_files({scope.OrganizationId})", cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == knowledgeBaseId && row.ArchivedAt == null, cancellationToken))
        {
            return Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
        }

        return await AddAsync(db, knowledgeBaseId, named, type.Value, cancellationToken);
    }

    private async Task<Result<AddedDocument>> AddAsync(StudioDb db, Guid knowledgeBaseId, NewFile file, string mediaType, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(file.Content);
        var known = await db.Set<Document>().SingleOrDefaultAsync(
            file.ExternalId is null
                ? row => row.KnowledgeBaseId == knowledgeBaseId && row.Name == file.Name && row.ExternalId == null
                : row => row.KnowledgeBaseId == knowledgeBaseId && row.ExternalId == file.ExternalId,
            cancellationToken);
        var newest = known is null ? null : await NewestAsync(db, known.Id, cancellationToken);
        if (known is { State: not (DocumentState.Failed or DocumentState.Cancelled) } && known.Name == file.Name && newest?.ContentHash.AsSpan().SequenceEqual(hash) == true)
        {
            return new AddedDocument(known.Id, AddedAs.Unchanged);
        }

        if (await StoreAsync(db, file.Content, hash, isNew: known is null, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (newest?.JobId is { } overtaken)
        {
            await jobs.CancelAsync(db, overtaken, cancellationToken);
        }

        var document = known ?? await CreateAsync(db, knowledgeBaseId, file, cancellationToken);
        var number = (newest?.Number ?? 0) + 1;
        await QueueAsync(db, document, number, mediaType, hash, file, cancellationToken);
        db.LogActivity(db.Scope.UserId, known is null ? "document.added" : "document.replaced", "document", document.Id, new { file.Name, knowledgeBase = knowledgeBaseId, version = number });
        await db.CommitAsync(cancellationToken);
        return new AddedDocument(document.Id, known is null ? AddedAs.NewDocument : AddedAs.NewVersion);
    }

    /// <summary>The bytes, once in an organization, if there is room for them.</summary>
    private async Task<Error?> StoreAsync(StudioDb db, byte[] content, byte[] hash, bool isNew, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        var used = await db.Database.SqlQuery<Used>($"""
            select coalesce((select sum(size_bytes) from stored_file where org_id = {organization}), 0)::bigint as "Bytes",
                   (select count(*) from document where org_id = {organization}) as "Documents",
                   exists (select 1 from stored_file where org_id = {organization} and content_hash = {hash}) as "Stored"
            """).SingleAsync(cancellationToken);
        if (isNew && used.Documents >= options.Value.DocumentsPerOrganization)
        {
            return Error.OverLimit("documents_quota", string.Create(
                CultureInfo.InvariantCulture, $"Your organization has its {options.Value.DocumentsPerOrganization:#,0} documents. Delete some, or ask the operator for more room."));
        }

        if (used.Stored)
        {
            return null;
        }

        if (used.Bytes + content.Length > options.Value.MegabytesPerOrganization * 1_000_000L)
        {
            return Error.OverLimit("storage_quota", string.Create(
                CultureInfo.InvariantCulture, $"Your organization has used its {options.Value.MegabytesPerOrganization:#,0} MB for documents. Delete some, or ask the operator for more room."));
        }

        await db.Database.ExecuteSqlAsync($"""
            insert into stored_file (org_id, content_hash, content, size_bytes) values ({organization}, {hash}, {content}, {content.Length})
            """, cancellationToken);
        return null;
    }

    private async Task<Document> CreateAsync(StudioDb db, Guid knowledgeBaseId, NewFile file, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var document = new Document
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            KnowledgeBaseId = knowledgeBaseId,
            Name = file.Name,
            ExternalId = file.ExternalId,
            SourceUrl = file.SourceUrl,
            CreatedBy = db.Scope.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(document);
        await db.SaveChangesAsync(cancellationToken);
        return document;
    }

    private async Task QueueAsync(StudioDb db, Document document, int number, string mediaType, byte[] hash, NewFile file, CancellationToken cancellationToken)
    {
        var version = new DocumentVersion
        {
            OrganizationId = db.Scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            DocumentId = document.Id,
            Number = number,
            MediaType = mediaType,
            SizeBytes = file.Content.Length,
            ContentHash = hash,
            CreatedAt = time.GetUtcNow(),
        };
        version.JobId = await jobs.EnqueueAsync(db, new NewJob(IndexDocument.JobKind, version.Id), cancellationToken);
        db.Add(version);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update document set state = 'waiting', failure = null, name = {file.Name}, source_url = coalesce({file.SourceUrl}, source_url), updated_at = now()
            where org_id = {db.Scope.OrganizationId} and id = {document.Id}
            """, cancellationToken);
        await IndexVectors.BeginAsync(db, jobs, document.KnowledgeBaseId, cancellationToken);
    }

    private static Task<NewestVersion?> NewestAsync(StudioDb db, Guid documentId, CancellationToken cancellationToken) =>
        db.Set<DocumentVersion>().Where(version => version.DocumentId == documentId).OrderByDescending(version => version.Number)
            .Select(version => new NewestVersion(version.Number, version.ContentHash, version.JobId)).FirstOrDefaultAsync(cancellationToken);

    private sealed record NewestVersion(int Number, byte[] ContentHash, Guid? JobId);

    private sealed record Used(long Bytes, long Documents, bool Stored);
}
