using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>The chunks of a version and their vectors. Every write stands in a transaction that holds the job's lease.</summary>
internal static class ChunkStore
{
    /// <summary>
    /// Invisible until the version becomes the document's current one. A chunk that stands in the current version already, heading and text the same, is
    /// marked to be replaced by that one, so that its id and its vector stay.
    /// </summary>
    public static async Task<int> InsertAsync(StudioDb db, IndexedVersion version, string text, IReadOnlyList<ChunkDraft> chunks, CancellationToken cancellationToken)
    {
        var ordinal = 0;
        foreach (var batch in chunks.Chunk(500))
        {
            var ids = batch.Select(_ => Guid.CreateVersion7()).ToArray();
            var ordinals = batch.Select(_ => ordinal++).ToArray();
            var paths = batch.Select(chunk => chunk.HeadingPath).ToArray();
            var pages = batch.Select(chunk => chunk.Page).ToArray();
            var starts = batch.Select(chunk => chunk.SpanStart).ToArray();
            var ends = batch.Select(chunk => chunk.SpanEnd).ToArray();
            var texts = batch.Select(chunk => text[chunk.SpanStart..chunk.SpanEnd]).ToArray();
            await db.Database.ExecuteSqlAsync($"""
                insert into chunk (org_id, id, knowledge_base_id, document_id, document_version_id, ordinal, title, heading_path, page, span_start, span_end, text, content_hash)
                select {db.Scope.OrganizationId}, r.id, {version.KnowledgeBaseId}, {version.DocumentId}, {version.VersionId}, r.ordinal, {version.Title},
                       r.path, r.page, r.span_start, r.span_end, r.text, sha256(convert_to(r.path || E'\n' || r.text, 'UTF8'))
                from unnest({ids}, {ordinals}, {paths}, {pages}, {starts}, {ends}, {texts}) as r(id, ordinal, path, page, span_start, span_end, text)
                """, cancellationToken);
        }

        return await db.Database.ExecuteSqlAsync($"""
            with fresh as (
              select c.id, c.title, c.content_hash, row_number() over (partition by c.content_hash order by c.ordinal) as n
              from chunk c where c.org_id = {db.Scope.OrganizationId} and c.document_version_id = {version.VersionId}),
            current as (
              select c.id, c.title, c.content_hash, row_number() over (partition by c.content_hash order by c.ordinal) as n
              from chunk c join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
              where c.org_id = {db.Scope.OrganizationId} and c.document_id = {version.DocumentId})
            update chunk c set replaces = current.id from fresh join current using (title, content_hash, n)
            where c.org_id = {db.Scope.OrganizationId} and c.id = fresh.id
            """, cancellationToken);
    }

    /// <summary>Gives chunks the vectors that the same heading and text has elsewhere in the organization. How many.</summary>
    public static Task<int> ReuseVectorsAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            insert into chunk_embedding (org_id, chunk_id, profile_id, knowledge_base_id, dimensions, embedding, in_index)
            select distinct on (c.id) c.org_id, c.id, e.profile_id, c.knowledge_base_id, e.dimensions, e.embedding, b.vector_index <> 'none'
            from chunk c
            join knowledge_base b on b.org_id = c.org_id and b.id = c.knowledge_base_id
            join chunk other on other.org_id = c.org_id and other.content_hash = c.content_hash and other.id <> c.id
            join chunk_embedding e on e.org_id = other.org_id and e.chunk_id = other.id and e.profile_id = {version.ProfileId}
            where c.org_id = {db.Scope.OrganizationId} and c.document_version_id = {version.VersionId} and c.replaces is null
            order by c.id, other.title = c.title desc
            on conflict do nothing
            """, cancellationToken);

    /// <summary>The next chunks of the version that need a vector from the model; of several that say the same, the first, whose vector the others take over.</summary>
    public static Task<List<PendingChunk>> PendingAsync(StudioDb db, IndexedVersion version, int after, int count, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<PendingChunk>($"""
            select c.id as "Id", c.ordinal as "Ordinal", c.title as "Title", c.heading_path as "HeadingPath", c.text as "Text"
            from chunk c
            where c.org_id = {db.Scope.OrganizationId} and c.document_version_id = {version.VersionId} and c.replaces is null and c.ordinal > {after}
              and not exists (select 1 from chunk_embedding e where e.org_id = c.org_id and e.chunk_id = c.id and e.profile_id = {version.ProfileId})
              and not exists (select 1 from chunk twin where twin.org_id = c.org_id and twin.document_version_id = c.document_version_id
                              and twin.content_hash = c.content_hash and twin.ordinal < c.ordinal and twin.replaces is null)
            order by c.ordinal limit {count}
            """).ToListAsync(cancellationToken);

    public static Task InsertVectorsAsync(
        StudioDb db, Guid knowledgeBaseId, Guid profileId, int dimensions, Guid[] chunkIds, float[] vectors, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            insert into chunk_embedding (org_id, chunk_id, profile_id, knowledge_base_id, dimensions, embedding, in_index)
            select {db.Scope.OrganizationId}, r.id, {profileId}, {knowledgeBaseId}, {dimensions},
                   (({vectors})[((r.n - 1) * {dimensions} + 1)::int : (r.n * {dimensions})::int])::vector,
                   (select b.vector_index <> 'none' from knowledge_base b where b.org_id = {db.Scope.OrganizationId} and b.id = {knowledgeBaseId})
            from unnest({chunkIds}) with ordinality as r(id, n)
            where exists (select 1 from chunk c where c.org_id = {db.Scope.OrganizationId} and c.id = r.id)
            on conflict do nothing
            """, cancellationToken);
}
