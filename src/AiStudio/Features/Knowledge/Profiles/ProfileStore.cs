using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Profiles;

/// <summary>The SQL of changing a base's embedding profile. Every write stands in a transaction that holds the job's lease.</summary>
internal static class ProfileStore
{
    /// <summary>Null when the change was called off.</summary>
    public static ValueTask<ProfileFilling?> FindAsync(StudioDb db, Guid baseId, Guid profileId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ProfileFilling>($"""
            select b.id as "KnowledgeBaseId", p.id as "ProfileId", p.model as "Model", p.dimensions as "Dimensions", b.embedding_profile_id = p.id as "IsLive",
                   (select count(*)::int from chunk c join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
                    where c.org_id = b.org_id and c.knowledge_base_id = b.id
                      and not exists (select 1 from chunk_embedding e where e.org_id = c.org_id and e.chunk_id = c.id and e.profile_id = p.id)) as "Missing"
            from knowledge_base b join embedding_profile p on p.org_id = b.org_id and p.id = {profileId}
            where b.org_id = {db.Scope.OrganizationId} and b.id = {baseId} and (b.next_profile_id = p.id or b.embedding_profile_id = p.id)
            """).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);

    public static Task<List<PendingChunk>> PendingAsync(StudioDb db, ProfileFilling filling, int count, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<PendingChunk>($"""
            select c.id as "Id", c.ordinal as "Ordinal", c.title as "Title", c.heading_path as "HeadingPath", c.text as "Text"
            from chunk c join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
            where c.org_id = {db.Scope.OrganizationId} and c.knowledge_base_id = {filling.KnowledgeBaseId}
              and not exists (select 1 from chunk_embedding e where e.org_id = c.org_id and e.chunk_id = c.id and e.profile_id = {filling.ProfileId})
            order by c.document_id, c.ordinal limit {count}
            """).ToListAsync(cancellationToken);

    /// <summary>One update makes the profile the live one, if no chunk lacks its vector. Vectors of profiles before the last one go.</summary>
    public static async Task<bool> SwitchAsync(StudioDb db, ProfileFilling filling, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        // A document that is being published holds this row as well.
        await db.Database.ExecuteSqlAsync($"select 1 from knowledge_base where org_id = {organization} and id = {filling.KnowledgeBaseId} for no key update", cancellationToken);
        if ((await PendingAsync(db, filling, 1, cancellationToken)).Count > 0)
        {
            return false;
        }

        await db.Database.ExecuteSqlAsync($"""
            update knowledge_base set previous_profile_id = embedding_profile_id, embedding_profile_id = next_profile_id, next_profile_id = null, reindex_job_id = null
            where org_id = {organization} and id = {filling.KnowledgeBaseId} and next_profile_id = {filling.ProfileId}
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            delete from chunk_embedding e using knowledge_base b
            where e.org_id = {organization} and e.knowledge_base_id = {filling.KnowledgeBaseId} and b.org_id = e.org_id and b.id = e.knowledge_base_id
              and e.profile_id not in (b.embedding_profile_id, b.previous_profile_id)
            """, cancellationToken);
        return true;
    }

    /// <summary>The base stays with its live profile.</summary>
    public static Task GiveUpAsync(StudioDb db, Guid baseId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"update knowledge_base set next_profile_id = null where org_id = {db.Scope.OrganizationId} and id = {baseId}", cancellationToken);
}
