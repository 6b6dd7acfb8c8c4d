using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>Finance, admins and owners look after money. Asked of the database: a cookie's claims may be seconds old.</summary>
internal static class SpendRights
{
    public static async Task<Error?> CheckAsync(StudioDb db, CancellationToken cancellationToken) =>
        await RoleAsync(db, cancellationToken) is null or Role.Member
            ? Error.Forbidden("not_finance", "Only finance, admins and owners look after budgets.")
            : null;

    /// <summary>Whether the words of programs may be shown as well: finance reads figures only.</summary>
    public static async Task<bool> ReadsWordsAsync(StudioDb db, CancellationToken cancellationToken) => await RoleAsync(db, cancellationToken) >= Role.Admin;

    private static async Task<Role?> RoleAsync(StudioDb db, CancellationToken cancellationToken) => RoleNames.Parse(await db.Database.SqlQuery<string>($"""
        select role as "Value" from membership
        where org_id = {db.Scope.OrganizationId} and user_id = {db.Scope.UserId} and disabled_at is null
        """).SingleOrDefaultAsync(cancellationToken));
}
