using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Which documents of a base are meant: by id, by external id, by name with or without its ending.</summary>
internal static class ExpectedMatch
{
    /// <summary>The documents of each name; a name that none has is not among the keys.</summary>
    public static async Task<ILookup<string, Guid>> FindAsync(StudioDb db, Guid baseId, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        string[] asked = [.. names.Distinct()];
        var rows = await db.Database.SqlQuery<Row>($"""
            select e.name as "Name", d.id as "DocumentId"
            from unnest({asked}) as e(name)
            join document d on d.org_id = {db.Scope.OrganizationId} and d.knowledge_base_id = {baseId}
              and (d.id::text = e.name or d.external_id = e.name or d.name = e.name
                   or (starts_with(d.name, e.name || '.') and position('.' in substr(d.name, length(e.name) + 2)) = 0))
            """).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.Name, row => row.DocumentId);
    }

    private sealed record Row(string Name, Guid DocumentId);
}
