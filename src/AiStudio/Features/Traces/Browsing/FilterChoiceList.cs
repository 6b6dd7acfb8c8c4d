using AiStudio.Features.Traces.Access;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>The assistants and people of an organization, by name.</summary>
internal sealed class FilterChoiceList(StudioDatabase database)
{
    // More make no list that somebody chooses from; the address takes any id.
    private const int Most = 500;

    public async Task<FilterChoices> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is not null)
            return FilterChoices.None;
        var assistants = await db.Database.SqlQuery<FilterChoice>($"""
            select id as "Id", name as "Name" from assistant where org_id = {caller.OrganizationId} order by name limit {Most}
            """).ToListAsync(cancellationToken);
        var people = await db.Database.SqlQuery<FilterChoice>($"""
            select u.id as "Id", u.display_name as "Name" from membership m join app_user u on u.id = m.user_id
            where m.org_id = {caller.OrganizationId} order by u.display_name limit {Most}
            """).ToListAsync(cancellationToken);
        return new FilterChoices(assistants, people);
    }
}
