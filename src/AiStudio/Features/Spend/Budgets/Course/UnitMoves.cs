using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>When people came into a unit and left it, as the activity log tells.</summary>
internal static class UnitMoves
{
    /// <summary>By day, the first one first.</summary>
    /// <param name="db">Of the organization.</param>
    /// <param name="unit">The unit's id.</param>
    /// <param name="from">From when on.</param>
    /// <param name="zone">Whose days these are: an IANA name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static Task<List<UnitMove>> ReadAsync(StudioDb db, string unit, DateTimeOffset from, string zone, CancellationToken cancellationToken) => db.Database.SqlQuery<UnitMove>($"""
        select min(a.created_at) as "At", count(*) filter (where a.detail ->> 'to' = {unit}) as "Joined", count(*) filter (where a.detail ->> 'from' = {unit}) as "Left"
        from activity_log a
        where a.org_id = {db.Scope.OrganizationId} and a.action = 'member.unit_changed' and a.created_at >= {from} and {unit} in (a.detail ->> 'from', a.detail ->> 'to')
        group by (a.created_at at time zone {zone})::date order by 1
        """).ToListAsync(cancellationToken);
}
