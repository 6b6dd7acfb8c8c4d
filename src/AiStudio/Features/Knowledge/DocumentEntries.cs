using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>Documents and their passages, read in pages. Every member may.</summary>
internal sealed class DocumentEntries(StudioDatabase database)
{
    /// <summary>The newest first, from after <paramref name="before"/> on; those in one state, when it is said. Error: <c>knowledge_base_not_found</c>.</summary>
    public async Task<Result<List<DocumentEntry>>> ListAsync(Caller caller, Guid knowledgeBaseId, DocumentState? state, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == knowledgeBaseId, cancellationToken))
            return Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
        var documents = db.Set<Document>().Where(document => document.KnowledgeBaseId == knowledgeBaseId && (state == null || document.State == state) && (before == null || document.Id.CompareTo(before.Value) < 0));
        return await Entries(db, documents.OrderByDescending(document => document.Id).Take(limit)).ToListAsync(cancellationToken);
    }

    /// <summary>Error: <c>document_not_found</c>.</summary>
    public async Task<Result<DocumentEntry>> GetAsync(Caller caller, Guid documentId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await Entries(db, db.Set<Document>().Where(document => document.Id == documentId)).SingleOrDefaultAsync(cancellationToken) is { } found ? found : NotFound;
    }

    /// <summary>In their order, from after <paramref name="after"/> on. Empty while nothing is searched yet. Error: <c>document_not_found</c>.</summary>
    public async Task<Result<List<ChunkEntry>>> ChunksAsync(Caller caller, Guid documentId, int? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var document = await db.Set<Document>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == documentId, cancellationToken);
        return document is null
            ? NotFound
            : await db.Set<Chunk>().Where(chunk => chunk.DocumentVersionId == document.CurrentVersionId && (after == null || chunk.Ordinal > after))
                .OrderBy(chunk => chunk.Ordinal).Take(limit)
                .Select(chunk => new ChunkEntry(chunk.Id, chunk.Ordinal, chunk.HeadingPath, chunk.Page, chunk.SpanStart, chunk.SpanEnd, chunk.Text))
                .ToListAsync(cancellationToken);
    }

    private static Error NotFound => Error.NotFound("document_not_found", "There is no such document.");

    // The newest first.
    private static IQueryable<DocumentEntry> Entries(StudioDb db, IQueryable<Document> documents) =>
        from document in documents
        from version in db.Set<DocumentVersion>().Where(version => version.DocumentId == document.Id).OrderByDescending(version => version.Number).Take(1)
        from job in db.Set<Job>().Where(job => job.Id == version.JobId).DefaultIfEmpty()
        orderby document.Id descending
        select new DocumentEntry(
            document.Id, document.KnowledgeBaseId, document.Name, document.State, document.Failure, document.ChunkCount, version.Number, version.MediaType, version.SizeBytes,
            document.Tags, document.ExternalId, document.SourceUrl, version.JobId, job == null ? null : job.State, job == null ? null : job.ProgressPercent, document.CreatedAt, document.UpdatedAt);
}
