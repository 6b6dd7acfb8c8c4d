using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>Puts a version in the place of the one before it, in one transaction: a search sees all of the old one or all of the new one.</summary>
internal static class Publication
{
    /// <summary>
    /// False when something changed meanwhile and chunks need vectors again: the base has another embedding model, or a chunk that was to stay is gone.
    /// A version that was overtaken by a newer one stays behind it.
    /// </summary>
    public static async Task<bool> PublishAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        // The switch to another embedding model holds this row as well.
        var profile = await db.Database.SqlQuery<Guid>($"""
            select embedding_profile_id as "Value" from knowledge_base where org_id = {organization} and id = {version.KnowledgeBaseId} for share
            """).ToListAsync(cancellationToken);
        var orphans = await db.Database.ExecuteSqlAsync($"""
            update chunk c set replaces = null
            where c.org_id = {organization} and c.document_version_id = {version.VersionId} and c.replaces is not null
              and not exists (select 1 from chunk old join document d on d.org_id = old.org_id and d.id = old.document_id and d.current_version_id = old.document_version_id
                              where old.org_id = c.org_id and old.id = c.replaces
                                and exists (select 1 from chunk_embedding e where e.org_id = old.org_id and e.chunk_id = old.id and e.profile_id = {version.ProfileId}))
            """, cancellationToken);
        if (profile is not [var now] || now != version.ProfileId || orphans > 0)
        {
            return false;
        }

        await KeepUnchangedAsync(db, version, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update document d set current_version_id = v.id, updated_at = now(), failure = null,
              chunk_count = (select count(*) from chunk c where c.org_id = v.org_id and c.document_version_id = v.id),
              state = case when exists (select 1 from document_version n where n.org_id = v.org_id and n.document_id = v.document_id and n.number > v.number)
                           then d.state else 'ready' end
            from document_version v
            where v.org_id = {organization} and v.id = {version.VersionId} and d.org_id = v.org_id and d.id = v.document_id
              and not exists (select 1 from document_version current
                              where current.org_id = d.org_id and current.id = d.current_version_id and current.number > v.number)
            """, cancellationToken);
        // What is not searched any more needs no vectors; its text stays for the citations given from it.
        await db.Database.ExecuteSqlAsync($"""
            delete from chunk_embedding e using chunk c join document d on d.org_id = c.org_id and d.id = c.document_id
            where e.org_id = {organization} and c.org_id = e.org_id and c.id = e.chunk_id and c.document_id = {version.DocumentId}
              and d.current_version_id = {version.VersionId} and c.document_version_id <> {version.VersionId}
            """, cancellationToken);
        return true;
    }

    /// <summary>Chunks that say the same in both versions move over to the new one.</summary>
    private static async Task KeepUnchangedAsync(StudioDb db, IndexedVersion version, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        // Two chunks of a version cannot have one number, not even for a moment.
        var kept = await db.Database.ExecuteSqlAsync($"""
            update chunk set ordinal = -1 - ordinal where org_id = {organization} and document_version_id = {version.VersionId} and replaces is not null
            """, cancellationToken);
        if (kept == 0)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync($"""
            update chunk old set document_version_id = fresh.document_version_id, ordinal = -1 - fresh.ordinal, heading_path = fresh.heading_path, page = fresh.page,
                                 span_start = fresh.span_start, span_end = fresh.span_end
            from chunk fresh
            where fresh.org_id = {organization} and fresh.document_version_id = {version.VersionId} and fresh.ordinal < 0
              and old.org_id = fresh.org_id and old.id = fresh.replaces
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            delete from chunk where org_id = {organization} and document_version_id = {version.VersionId} and ordinal < 0
            """, cancellationToken);
    }
}
