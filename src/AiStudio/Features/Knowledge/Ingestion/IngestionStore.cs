using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>The SQL of the ingestion. Every write stands in a transaction that holds the job's lease.</summary>
internal static class IngestionStore
{
    public static ValueTask<IndexedVersion?> FindAsync(StudioDb db, Guid versionId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<IndexedVersion>($"""
            select v.id as "VersionId", d.id as "DocumentId", d.knowledge_base_id as "KnowledgeBaseId", d.name as "Name",
                   v.media_type as "MediaType", v.original as "Original", v.text as "Text",
                   (select count(*)::int from chunk c where c.org_id = v.org_id and c.document_version_id = v.id) as "Chunks",
                   coalesce(d.current_version_id = v.id, false) as "IsCurrent",
                   p.id as "ProfileId", p.model as "Model", p.dimensions as "Dimensions"
            from document_version v
            join document d on d.org_id = v.org_id and d.id = v.document_id
            join knowledge_base b on b.org_id = d.org_id and b.id = d.knowledge_base_id
            join embedding_profile p on p.org_id = b.org_id and p.id = b.embedding_profile_id
            where v.org_id = {db.Scope.OrganizationId} and v.id = {versionId}
            """).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);

    public static Task BeginAsync(StudioDb db, Guid documentId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            update document set state = 'processing', failure = null, updated_at = now()
            where org_id = {db.Scope.OrganizationId} and id = {documentId}
            """, cancellationToken);

    public static Task SaveTextAsync(StudioDb db, Guid versionId, string text, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"update document_version set text = {text} where org_id = {db.Scope.OrganizationId} and id = {versionId}", cancellationToken);

    /// <summary>Invisible until the version becomes the document's current one.</summary>
    public static async Task InsertChunksAsync(StudioDb db, IndexedVersion version, string text, IReadOnlyList<ChunkDraft> chunks, CancellationToken cancellationToken)
    {
        var ordinal = 0;
        foreach (var batch in chunks.Chunk(500))
        {
            var ids = batch.Select(_ => Guid.CreateVersion7()).ToArray();
            var ordinals = batch.Select(_ => ordinal++).ToArray();
            var paths = batch.Select(chunk => chunk.HeadingPath).ToArray();
            var starts = batch.Select(chunk => chunk.SpanStart).ToArray();
            var ends = batch.Select(chunk => chunk.SpanEnd).ToArray();
            var texts = batch.Select(chunk => text[chunk.SpanStart..chunk.SpanEnd]).ToArray();
            await db.Database.ExecuteSqlAsync($"""
                insert into chunk (org_id, id, knowledge_base_id, document_id, document_version_id, ordinal, title, heading_path, span_start, span_end, text, content_hash)
                select {db.Scope.OrganizationId}, r.id, {version.KnowledgeBaseId}, {version.DocumentId}, {version.VersionId}, r.ordinal, {version.Title},
                       r.path, r.span_start, r.span_end, r.text, sha256(convert_to(r.text, 'UTF8'))
                from unnest({ids}, {ordinals}, {paths}, {starts}, {ends}, {texts}) as r(id, ordinal, path, span_start, span_end, text)
                """, cancellationToken);
        }
    }

    /// <summary>The next chunks of the version that have no vector yet.</summary>
    public static Task<List<PendingChunk>> PendingAsync(StudioDb db, IndexedVersion version, int count, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<PendingChunk>($"""
            select c.id as "Id", c.ordinal as "Ordinal", c.heading_path as "HeadingPath", c.text as "Text"
            from chunk c
            where c.org_id = {db.Scope.OrganizationId} and c.document_version_id = {version.VersionId}
              and not exists (select 1 from chunk_embedding e where e.org_id = c.org_id and e.chunk_id = c.id and e.profile_id = {version.ProfileId})
            order by c.ordinal limit {count}
            """).ToListAsync(cancellationToken);

    public static Task InsertEmbeddingsAsync(StudioDb db, IndexedVersion version, Guid[] chunkIds, float[] vectors, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            insert into chunk_embedding (org_id, chunk_id, profile_id, knowledge_base_id, dimensions, embedding)
            select {db.Scope.OrganizationId}, r.id, {version.ProfileId}, {version.KnowledgeBaseId}, {version.Dimensions},
                   (({vectors})[((r.n - 1) * {version.Dimensions} + 1)::int : (r.n * {version.Dimensions})::int])::vector
            from unnest({chunkIds}) with ordinality as r(id, n)
            on conflict do nothing
            """, cancellationToken);

    /// <summary>One statement puts the new version in the place of the old. A version that was overtaken by a newer one stays behind it.</summary>
    public static Task PublishAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            update document d set current_version_id = v.id, updated_at = now(), failure = null,
              chunk_count = (select count(*) from chunk c where c.org_id = v.org_id and c.document_version_id = v.id),
              state = case when exists (select 1 from document_version n where n.org_id = v.org_id and n.document_id = v.document_id and n.number > v.number)
                           then d.state else 'ready' end
            from document_version v
            where v.org_id = {db.Scope.OrganizationId} and v.id = {version.VersionId} and d.org_id = v.org_id and d.id = v.document_id
              and not exists (select 1 from document_version current
                              where current.org_id = d.org_id and current.id = d.current_version_id and current.number > v.number)
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
