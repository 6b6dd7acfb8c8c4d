using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>The documents of a knowledge base. Every member may see them.</summary>
internal sealed class DocumentList(StudioDatabase database)
{
    /// <summary>How many rows a page has at most.</summary>
    public const int PageSize = 100;

    public async Task<DocumentRows> ReadAsync(Caller caller, DocumentQuery query, CancellationToken cancellationToken)
    {
        var words = query.Search.Replace("\0", "", StringComparison.Ordinal).Trim();
        string[]? states = query.Shown switch { DocumentShown.InProgress => ["waiting", "processing"], DocumentShown.Failed => ["failed", "cancelled"], _ => null };
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var counts = await db.Database.SqlQuery<DocumentCounts>($"""
            select count(*)::int as "All", (count(*) filter (where d.state in ('waiting', 'processing')))::int as "InProgress",
                   (count(*) filter (where d.state in ('failed', 'cancelled')))::int as "Failed"
            from document d
            where d.org_id = {caller.OrganizationId} and d.knowledge_base_id = {query.KnowledgeBaseId}
              and ({words} = '' or position(lower({words}) in lower(d.name)) > 0) and ({query.Tag}::text is null or d.tags && array[{query.Tag}::text])
            """).SingleAsync(cancellationToken);
        var rows = await db.Database.SqlQuery<DocumentRow>($"""
            select d.id as "Id", d.name as "Name", v.media_type as "MediaType", v.size_bytes as "SizeBytes", v.number as "Version",
                   d.state as "State", d.failure as "Failure", d.chunk_count as "ChunkCount", d.updated_at as "UpdatedAt",
                   j.state as "JobState", j.stage as "Stage", j.progress_percent as "Percent", j.reason as "JobReason",
                   coalesce(j.cancel_requested_at is not null and j.state = 'running', false) as "CancelRequested",
                   v.pages as "Pages", d.source_url as "SourceUrl", d.tags as "Tags"
            from (select * from document d
                  where d.org_id = {caller.OrganizationId} and d.knowledge_base_id = {query.KnowledgeBaseId}
                    and ({words} = '' or position(lower({words}) in lower(d.name)) > 0) and ({query.Tag}::text is null or d.tags && array[{query.Tag}::text])
                    and ({states}::text[] is null or d.state = any({states}::text[]))
                    and ({query.After?.Name}::text is null or (lower(d.name), d.id) > (lower({query.After?.Name}::text), {query.After?.Id}::uuid))
                  order by lower(d.name), d.id limit {PageSize + 1}) d
            join lateral (select n.media_type, n.size_bytes, n.number, n.job_id, n.pages from document_version n
                          where n.org_id = d.org_id and n.document_id = d.id order by n.number desc limit 1) v on true
            left join job j on j.org_id = d.org_id and j.id = v.job_id
            order by lower(d.name), d.id
            """).ToListAsync(cancellationToken);
        return new DocumentRows([.. rows.Take(PageSize)], rows.Count > PageSize, counts);
    }
}
