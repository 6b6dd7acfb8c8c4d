using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>What the stages read and write of versions and documents. Every write stands in a transaction that holds the job's lease.</summary>
internal static class IngestionStore
{
    public static ValueTask<IndexedVersion?> FindAsync(StudioDb db, Guid versionId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<IndexedVersion>($"""
            select v.id as "VersionId", d.id as "DocumentId", d.knowledge_base_id as "KnowledgeBaseId", d.name as "Name",
                   v.media_type as "MediaType", v.content_hash as "ContentHash", v.text as "Text", v.blocks as "Blocks",
                   (select count(*)::int from chunk c where c.org_id = v.org_id and c.document_version_id = v.id) as "Chunks",
                   coalesce(d.current_version_id = v.id, false) as "IsCurrent", b.chunk_tokens as "ChunkTokens", b.overlap_tokens as "OverlapTokens",
                   p.id as "ProfileId", p.model as "Model", p.dimensions as "Dimensions"
            from document_version v
            join document d on d.org_id = v.org_id and d.id = v.document_id
            join knowledge_base b on b.org_id = d.org_id and b.id = d.knowledge_base_id
            join embedding_profile p on p.org_id = b.org_id and p.id = b.embedding_profile_id
            where v.org_id = {db.Scope.OrganizationId} and v.id = {versionId}
            """).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);

    public static Task<byte[]> ContentAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<byte[]>($"""
            select content as "Value" from stored_file where org_id = {db.Scope.OrganizationId} and content_hash = {version.ContentHash}
            """).SingleAsync(cancellationToken);

    public static Task BeginAsync(StudioDb db, Guid documentId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            update document set state = 'processing', failure = null, updated_at = now()
            where org_id = {db.Scope.OrganizationId} and id = {documentId}
            """, cancellationToken);

    /// <summary>The same file was read before, for another document or version: its text is taken over. Whether there was one.</summary>
    public static async Task<bool> CopyTextAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync($"""
            update document_version v set text = twin.text, blocks = twin.blocks, pages = twin.pages
            from (select text, blocks, pages from document_version
                  where org_id = {db.Scope.OrganizationId} and content_hash = {version.ContentHash} and media_type = {version.MediaType} and text is not null and blocks is not null limit 1) twin
            where v.org_id = {db.Scope.OrganizationId} and v.id = {version.VersionId}
            """, cancellationToken) > 0;

    public static Task SaveTextAsync(StudioDb db, Guid versionId, ExtractedText extracted, CancellationToken cancellationToken)
    {
        var blocks = BlockOutline.Pack(extracted.Blocks);
        return db.Database.ExecuteSqlAsync($"""
            update document_version set text = {extracted.Text}, blocks = {blocks}, pages = {extracted.Pages}
            where org_id = {db.Scope.OrganizationId} and id = {versionId}
            """, cancellationToken);
    }

    /// <summary>How long the chunks are meant to be, so that a base that is set otherwise later knows what to cut again.</summary>
    public static Task SaveChunkSizeAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            update document_version set chunk_tokens = {version.ChunkTokens}, overlap_tokens = {version.OverlapTokens}
            where org_id = {db.Scope.OrganizationId} and id = {version.VersionId}
            """, cancellationToken);

    /// <summary>Adds to what the stage is known to have done.</summary>
    public static Task MeasureAsync(StudioDb db, Guid versionId, string stage, StageWork work, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            insert into document_stage as s (org_id, document_version_id, stage, milliseconds, amount, reused)
            values ({db.Scope.OrganizationId}, {versionId}, {stage}, {(long)work.Duration.TotalMilliseconds}, {work.Amount}, {work.Reused})
            on conflict (org_id, document_version_id, stage) do update
              set milliseconds = s.milliseconds + excluded.milliseconds, amount = s.amount + excluded.amount, reused = s.reused + excluded.reused,
                  runs = s.runs + 1, ended_at = now()
            """, cancellationToken);

    /// <summary>The newest version ended without its place in the index. What an older version answers, it still does.</summary>
    public static Task EndAsync(StudioDb db, Guid versionId, DocumentState state, string? failure, CancellationToken cancellationToken)
    {
        var word = state.ToString().ToLowerInvariant();
        return db.Database.ExecuteSqlAsync($"""
            update document d set state = {word}, failure = {failure}, updated_at = now()
            from document_version v
            where v.org_id = {db.Scope.OrganizationId} and v.id = {versionId} and d.org_id = v.org_id and d.id = v.document_id
              and not exists (select 1 from document_version n where n.org_id = v.org_id and n.document_id = v.document_id and n.number > v.number)
            """, cancellationToken);
    }
}
