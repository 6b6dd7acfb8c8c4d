using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>The documents of a knowledge base. Every member may see them.</summary>
internal sealed class DocumentList(StudioDatabase database)
{
    /// <summary>How many rows a list holds at most; beyond, one searches.</summary>
    public const int Limit = 300;

    /// <summary>Those whose names have the words of the search in them, and which have the tag, when one is said.</summary>
    public async Task<IReadOnlyList<DocumentRow>> ReadAsync(Caller caller, Guid knowledgeBaseId, string search, string? tag, CancellationToken cancellationToken)
    {
        var words = search.Replace("\0", "", StringComparison.Ordinal).Trim();
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<DocumentRow>($"""
            select d.id as "Id", d.name as "Name", v.media_type as "MediaType", v.size_bytes as "SizeBytes", v.number as "Version",
                   d.state as "State", d.failure as "Failure", d.chunk_count as "ChunkCount", d.updated_at as "UpdatedAt",
                   j.state as "JobState", j.stage as "Stage", j.progress_percent as "Percent", j.reason as "JobReason",
                   coalesce(j.cancel_requested_at is not null and j.state = 'running', false) as "CancelRequested",
                   v.pages as "Pages", d.source_url as "SourceUrl", d.tags as "Tags"
            from document d
            join lateral (select n.media_type, n.size_bytes, n.number, n.job_id, n.pages from document_version n
                          where n.org_id = d.org_id and n.document_id = d.id order by n.number desc limit 1) v on true
            left join job j on j.org_id = d.org_id and j.id = v.job_id
            where d.org_id = {caller.OrganizationId} and d.knowledge_base_id = {knowledgeBaseId}
              and ({words} = '' or position(lower({words}) in lower(d.name)) > 0)
              and ({tag}::text is null or d.tags && array[{tag}::text])
            order by lower(d.name), d.id limit {Limit}
            """).ToListAsync(cancellationToken);
    }
}
