using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What is read of a candidate.</summary>
internal sealed record FoundChunk(
    Guid ChunkId, Guid KnowledgeBaseId, Guid DocumentId, Guid DocumentVersionId, string Document, string Title, string HeadingPath, int? Page,
    int SpanStart, int SpanEnd, string Text)
{
    public static Task<List<FoundChunk>> ReadAsync(StudioDb db, Guid[] ids, CancellationToken cancellationToken) => db.Database.SqlQuery<FoundChunk>($"""
        select c.id as "ChunkId", c.knowledge_base_id as "KnowledgeBaseId", c.document_id as "DocumentId", c.document_version_id as "DocumentVersionId",
               d.name as "Document", c.title as "Title", c.heading_path as "HeadingPath", c.page as "Page", c.span_start as "SpanStart", c.span_end as "SpanEnd",
               c.text as "Text"
        from chunk c join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
        where c.org_id = {db.Scope.OrganizationId} and c.id = any({ids})
        """).ToListAsync(cancellationToken);
}
