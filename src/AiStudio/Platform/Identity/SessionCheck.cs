using System.Security.Claims;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace AiStudio.Platform.Identity;

/// <summary>
/// Asks the database whether a session still stands. Cookies, circuits and open streams ask; an answer is kept for a second,
/// so that a page with its pictures asks once and a right that was taken away ends well within five.
/// </summary>
internal sealed class SessionCheck(StudioDatabase database, EndedSessions ended) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>Null when the account is gone or disabled, when its password or stamp has changed since, or after signing out.</summary>
    public async Task<CurrentSession?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var stamp = principal.FindFirstValue(StudioClaims.SecurityStamp);
        if (principal.ToUserId() is not { } userId || string.IsNullOrEmpty(stamp) || ended.Contains(principal))
        {
            return null;
        }

        Guid? organizationId = Guid.TryParse(principal.FindFirstValue(StudioClaims.Organization), out var id) ? id : null;
        var key = (userId, organizationId);
        if (!_answers.TryGetValue(key, out CurrentSession? session))
        {
            session = await ReadAsync(userId, organizationId, cancellationToken);
            _answers.Set(key, session, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeptFor, Size = 1 });
        }

        return session?.SecurityStamp == stamp ? session : null;
    }

    public void Forget(Guid userId, Guid? organizationId) => _answers.Remove((userId, organizationId));

    public void Dispose() => _answers.Dispose();

    private async Task<CurrentSession?> ReadAsync(Guid userId, Guid? organizationId, CancellationToken cancellationToken)
    {
        var organization = organizationId ?? Guid.Empty;
        await using var db = await database.BeginAsync(new TenantScope(organization, userId), cancellationToken);
        var rows = await db.Database.SqlQuery<Row>($"""
            select u.email as "Email", u.display_name as "DisplayName", u.security_stamp as "SecurityStamp",
                   (select m.role from membership m join organization o on o.id = m.org_id
                    where m.org_id = {organization} and m.user_id = u.id and m.disabled_at is null and o.suspended_at is null) as "Role"
            from app_user u where u.id = {userId} and u.disabled_at is null
            """).ToListAsync(cancellationToken);
        return rows is [var row]
            ? new CurrentSession(userId, row.Email, row.DisplayName, row.SecurityStamp, organizationId, RoleNames.Parse(row.Role))
            : null;
    }

    private sealed record Row(string Email, string DisplayName, string SecurityStamp, string? Role);
}
