using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

/// <summary>Which knowledge bases an assistant reads: those it names, or, when it names none, all of its organization.</summary>
internal static class AssistantBases
{
    public static async Task<IReadOnlyList<Guid>> IdsAsync(StudioDb db, Guid assistantId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return await db.Database.SqlQuery<Guid>($"""
            select k.id as "Value" from knowledge_base k
            where k.org_id = {organization} and k.archived_at is null
              and (exists (select 1 from assistant_knowledge a where a.org_id = {organization} and a.assistant_id = {assistantId} and a.knowledge_base_id = k.id)
                or not exists (select 1 from assistant_knowledge a where a.org_id = {organization} and a.assistant_id = {assistantId}))
            """).ToListAsync(cancellationToken);
    }

    /// <summary>The names, by assistant, of one organization in one query.</summary>
    public static async Task<ILookup<Guid, string>> NamesAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        var names = await db.Database.SqlQuery<Named>($"""
            select a.id as "AssistantId", k.name as "Name" from assistant a
            join knowledge_base k on k.org_id = a.org_id and k.archived_at is null
            where a.org_id = {organization} and a.archived_at is null
              and (exists (select 1 from assistant_knowledge n where n.org_id = a.org_id and n.assistant_id = a.id and n.knowledge_base_id = k.id)
                or not exists (select 1 from assistant_knowledge n where n.org_id = a.org_id and n.assistant_id = a.id))
            order by k.name
            """).ToListAsync(cancellationToken);
        return names.ToLookup(named => named.AssistantId, named => named.Name);
    }

    private sealed record Named(Guid AssistantId, string Name);
}
