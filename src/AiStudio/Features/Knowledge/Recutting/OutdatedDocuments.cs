using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Recutting;

/// <summary>Documents that are searched in chunks of another length than their base has now. Versions of before the length was noted were cut as bases are by default.</summary>
internal static class OutdatedDocuments
{
    public static async Task<int> CountAsync(StudioDb db, Guid baseId, CancellationToken cancellationToken) => (await NextAsync(db, baseId, null, int.MaxValue, null, cancellationToken)).Count;

    /// <summary>By id, from after <paramref name="after"/> on; those that are being indexed are left out, since they are cut as the base says now.</summary>
    public static Task<List<Guid>> NextAsync(StudioDb db, Guid baseId, Guid? after, int count, Guid? only, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Guid>($"""
            select d.id as "Value"
            from knowledge_base b
            join document d on d.org_id = b.org_id and d.knowledge_base_id = b.id
            join document_version v on v.org_id = d.org_id and v.id = d.current_version_id
            where b.org_id = {db.Scope.OrganizationId} and b.id = {baseId} and d.state = 'ready'
              and (coalesce(v.chunk_tokens, 200), coalesce(v.overlap_tokens, 0)) <> (b.chunk_tokens, b.overlap_tokens)
              and ({after}::uuid is null or d.id > {after}::uuid) and ({only}::uuid is null or d.id = {only}::uuid)
            order by d.id limit {count}
            """).ToListAsync(cancellationToken);

    /// <summary>The searched version once more, under the next number: its text is taken over, its chunks are cut anew, and those that come out the same stay. It is as old as that one: nobody has changed the document.</summary>
    public static async Task QueueAsync(StudioDb db, Guid documentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (organization, version) = (db.Scope.OrganizationId, Guid.CreateVersion7());
        var job = await JobService.EnqueueAsync(db, new NewJob(IndexDocument.JobKind, version), now, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into document_version (org_id, id, document_id, number, media_type, size_bytes, content_hash, job_id, created_at)
            select v.org_id, {version}, v.document_id, (select max(number) + 1 from document_version n where n.org_id = v.org_id and n.document_id = v.document_id),
                   v.media_type, v.size_bytes, v.content_hash, {job}, v.created_at
            from document d join document_version v on v.org_id = d.org_id and v.id = d.current_version_id
            where d.org_id = {organization} and d.id = {documentId}
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"update document set state = 'waiting', failure = null, updated_at = now() where org_id = {organization} and id = {documentId}", cancellationToken);
    }
}
