using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>Opens a document, or the very version a citation came from. Every member may.</summary>
internal sealed class DocumentReader(StudioDatabase database)
{
    /// <summary>How many chunks are shown at once.</summary>
    public const int Window = 60;

    /// <summary>
    /// The document at a passage, whose version is opened even when a newer one is searched now; or from the chunk numbered
    /// <paramref name="first"/> of the current version when <paramref name="chunkId"/> is null.
    /// </summary>
    public Task<Result<DocumentView>> OpenAsync(Caller caller, Guid documentId, Guid? chunkId, int first, CancellationToken cancellationToken) =>
        OpenAsync(caller, documentId, new DocumentPlace(chunkId, null, first), cancellationToken);

    /// <summary>The document at a place of one of its versions.</summary>
    public async Task<Result<DocumentView>> OpenAsync(Caller caller, Guid documentId, DocumentPlace place, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Document>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == documentId, cancellationToken) is not { } document)
        {
            return Error.NotFound("document_not_found", "There is no such document. It may have been deleted.");
        }

        var versions = await db.Set<DocumentVersion>().Where(row => row.DocumentId == documentId).OrderByDescending(row => row.Number)
            .Select(row => new { row.Id, row.Number, row.MediaType, row.SizeBytes, row.CreatedAt, row.Pages }).ToListAsync(cancellationToken);
        var cited = place.ChunkId is not { } chunkId ? null : await db.Set<Chunk>().Where(row => row.Id == chunkId && row.DocumentId == documentId)
            .Select(row => new { row.DocumentVersionId, row.Ordinal }).FirstOrDefaultAsync(cancellationToken);
        var versionId = cited?.DocumentVersionId ?? versions.Find(row => row.Number == place.Version)?.Id ?? document.CurrentVersionId ?? versions[0].Id;
        var version = versions.Single(row => row.Id == versionId);
        var chunks = db.Set<Chunk>().Where(row => row.DocumentVersionId == versionId);
        var onPage = cited is null && place.Page is { } page ? await chunks.Where(row => row.Page >= page).MinAsync(row => (int?)row.Ordinal, cancellationToken) : null;
        var start = Math.Max(0, cited is null ? onPage ?? place.First : cited.Ordinal - (Window / 3));
        var shown = await chunks.Where(row => row.Ordinal >= start).OrderBy(row => row.Ordinal).Take(Window).AsNoTracking().ToListAsync(cancellationToken);
        var text = await db.Set<DocumentVersion>().Where(row => row.Id == versionId).Select(row => row.Text).SingleAsync(cancellationToken);
        var name = await db.Set<KnowledgeBase>().Where(row => row.Id == document.KnowledgeBaseId).Select(row => row.Name).SingleAsync(cancellationToken);
        return new DocumentView(
            document.Id, document.KnowledgeBaseId, name, document.Name, version.MediaType, version.SizeBytes, version.Number, versions.Count,
            versionId == document.CurrentVersionId, document.State.ToString().ToLowerInvariant(), document.Failure,
            await chunks.CountAsync(cancellationToken), version.CreatedAt, start, Parts(text ?? "", shown, start),
            version.Pages, document.SourceUrl, document.ExternalId, await StagesAsync(db, versionId, cancellationToken));
    }

    private static Task<List<StageFact>> StagesAsync(StudioDb db, Guid versionId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<StageFact>($"""
            select stage as "Stage", milliseconds as "Milliseconds", amount as "Amount", reused as "Reused", runs as "Runs"
            from document_stage where org_id = {db.Scope.OrganizationId} and document_version_id = {versionId} order by ended_at
            """).ToListAsync(cancellationToken);

    private static List<DocumentPart> Parts(string text, List<Chunk> chunks, int first)
    {
        var parts = new List<DocumentPart>();
        var at = first == 0 || chunks.Count == 0 ? 0 : chunks[0].SpanStart;
        foreach (var chunk in chunks)
        {
            // Chunks may overlap.
            if (text[at..Math.Max(at, chunk.SpanStart)].Trim() is { Length: > 0 } between)
            {
                parts.Add(new DocumentPart(null, chunk.Ordinal, "", 0, between, chunk.Page));
            }

            parts.Add(new DocumentPart(
                chunk.Id, chunk.Ordinal, chunk.HeadingPath, TextCuts.CountWords(chunk.Text), chunk.Text, chunk.Page, chunk.SpanStart, chunk.SpanEnd));
            at = chunk.SpanEnd;
        }

        return parts;
    }
}
