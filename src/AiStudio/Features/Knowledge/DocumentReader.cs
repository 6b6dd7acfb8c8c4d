using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>Opens a document, or the very version a citation came from. Every member may.</summary>
internal sealed class DocumentReader(StudioDatabase database)
{
    /// <summary>How many stretches of the text are shown at once: chunks, and what stands between them.</summary>
    public const int Window = 60;

    /// <summary>
    /// The document at a passage, whose version is opened even when a newer one is searched now; or from the stretch numbered
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
            .Select(row => new { row.Id, row.Number, row.MediaType, row.SizeBytes, row.CreatedAt, row.Pages, row.ChunkTokens, row.OverlapTokens }).ToListAsync(cancellationToken);
        var cited = place.ChunkId is not { } chunkId ? null : await db.Set<Chunk>().Where(row => row.Id == chunkId && row.DocumentId == documentId)
            .Select(row => new { row.DocumentVersionId }).FirstOrDefaultAsync(cancellationToken);
        var versionId = cited?.DocumentVersionId ?? versions.Find(row => row.Number == place.Version)?.Id ?? document.CurrentVersionId ?? versions[0].Id;
        var version = versions.Single(row => row.Id == versionId);
        var text = await db.Set<DocumentVersion>().Where(row => row.Id == versionId).Select(row => row.Text).SingleAsync(cancellationToken) ?? "";
        var chunks = await db.Set<Chunk>().Where(row => row.DocumentVersionId == versionId).OrderBy(row => row.Ordinal)
            .Select(row => new Stretch(row.Id, row.Ordinal, row.HeadingPath, row.Page, row.SpanStart, row.SpanEnd)).ToListAsync(cancellationToken);
        var outline = DocumentOutline.Of(text, chunks);
        var at = cited is not null ? outline.FindIndex(stretch => stretch.ChunkId == place.ChunkId) - (Window / 3)
            : place.Page is { } page ? outline.FindIndex(stretch => stretch.Page >= page)
            : place.First;
        var start = Math.Max(0, at);
        var knowledge = await db.Set<KnowledgeBase>().AsNoTracking().SingleAsync(row => row.Id == document.KnowledgeBaseId, cancellationToken);
        return new DocumentView(
            document.Id, document.KnowledgeBaseId, knowledge.Name, document.Name, version.MediaType, version.SizeBytes, version.Number, versions.Count,
            versionId == document.CurrentVersionId, document.State.ToString().ToLowerInvariant(), document.Failure,
            chunks.Count, version.CreatedAt, start, Parts(text, outline.Skip(start).Take(Window)),
            version.Pages, document.SourceUrl, document.ExternalId, await StagesAsync(db, versionId, cancellationToken))
        {
            Stretches = outline.Count,
            Tags = document.Tags,
            IsCutOtherwise = version.Id == document.CurrentVersionId && document.State == DocumentState.Ready
                && ((version.ChunkTokens ?? ChunkSize.UsualTokens) != knowledge.ChunkTokens || (version.OverlapTokens ?? 0) != knowledge.OverlapTokens),
        };
    }

    private static Task<List<StageFact>> StagesAsync(StudioDb db, Guid versionId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<StageFact>($"""
            select stage as "Stage", milliseconds as "Milliseconds", amount as "Amount", reused as "Reused", runs as "Runs"
            from document_stage where org_id = {db.Scope.OrganizationId} and document_version_id = {versionId} order by ended_at
            """).ToListAsync(cancellationToken);

    private static List<DocumentPart> Parts(string text, IEnumerable<Stretch> shown) =>
    [
        .. shown.Select(stretch => (Stretch: stretch, Text: text[stretch.Start..stretch.End])).Select(one => one.Stretch.ChunkId is { } id
            ? new DocumentPart(id, one.Stretch.Ordinal, one.Stretch.HeadingPath, TextCuts.CountWords(one.Text), one.Text, one.Stretch.Page, one.Stretch.Start, one.Stretch.End)
            : new DocumentPart(null, one.Stretch.Ordinal, "", 0, one.Text.Trim(), one.Stretch.Page)),
    ];
}
