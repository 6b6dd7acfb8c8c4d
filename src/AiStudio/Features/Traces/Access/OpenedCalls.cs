using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Access;

/// <summary>What opening a chat means for calls that are made of it.</summary>
internal static class OpenedCalls
{
    /// <summary>Who may read the one may read the other, as long: for the person of <paramref name="db"/>.</summary>
    public static Task OpenAlikeAsync(this StudioDb db, Guid opened, Guid made, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into break_glass (org_id, id, admin_id, person_id, call_id, reason, created_at, expires_at)
        select org_id, {Guid.CreateVersion7()}, admin_id, person_id, {made}, reason, created_at, expires_at from break_glass
        where org_id = {db.Scope.OrganizationId} and admin_id = {db.Scope.UserId} and call_id = {opened} and expires_at > now()
        order by expires_at desc limit 1
        """, cancellationToken);
}
