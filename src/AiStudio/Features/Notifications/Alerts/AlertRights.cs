using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>Finance, admins and owners look after alerts and their channels; each sees those for their role. Asked of the database: a cookie's claims may be seconds old.</summary>
internal static class AlertRights
{
    /// <summary>The caller's role, by its name; else <c>not_finance</c>.</summary>
    public static async Task<Result<string>> RoleAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var role = await db.Database.SqlQuery<string>($"""
            select role as "Value" from membership
            where org_id = {db.Scope.OrganizationId} and user_id = {db.Scope.UserId} and disabled_at is null
            """).SingleOrDefaultAsync(cancellationToken);
        return RoleNames.Parse(role) is null or Role.Member
            ? Error.Forbidden("not_finance", "Only finance, admins and owners look after alerts.")
            : role!;
    }
}
