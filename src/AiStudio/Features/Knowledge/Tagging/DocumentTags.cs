using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Tagging;

/// <summary>Words that documents are put under, so that lists and searches can be narrowed to them.</summary>
internal sealed class DocumentTags(StudioDatabase database)
{
    /// <summary>Those that documents of the base have, by name.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<string>($"""
            select distinct tag as "Value" from document d cross join unnest(d.tags) as tag
            where d.org_id = {caller.OrganizationId} and d.knowledge_base_id = {baseId} order by 1 limit 500
            """).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// These and no others, in lower case, on top of the version of the document that was read; null is on top of any.
    /// Errors: <c>admins_only</c>, <c>tags_invalid</c>, <c>document_not_found</c>, <c>stale</c>.
    /// </summary>
    public async Task<Result<Done>> SetAsync(Caller caller, Guid documentId, IReadOnlyList<string> tags, long? version, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return DocumentService.Forbidden;
        }

        if (DocumentTag.AllOf(tags) is not { } clean)
        {
            return DocumentTag.Invalid;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<Document>(db, documentId, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        if (await db.Set<Document>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == documentId, cancellationToken) is not { } document
            || await db.Set<Document>().Where(row => row.Id == documentId).ExecuteUpdateAsync(row => row.SetProperty(one => one.Tags, clean), cancellationToken) == 0)
        {
            return Error.NotFound("document_not_found", "There is no such document.");
        }

        db.LogActivity(caller, "document.tagged", "document", documentId, new { document.Name, knowledgeBase = document.KnowledgeBaseId }, new Change(new { tags = document.Tags }, new { tags = clean }));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
