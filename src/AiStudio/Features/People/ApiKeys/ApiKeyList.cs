using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>The keys that somebody may see: their own, and everybody's for those who manage people.</summary>
internal sealed class ApiKeyList(StudioDatabase database, TimeProvider time)
{
    public const int MostRows = 200;

    /// <summary>Live ones first, newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (now, everybody) = (time.GetUtcNow(), caller.Role >= Role.Admin);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // Accounts have no tenant: the keys of this tenant are what keeps the others' out.
        var rows = await db.Database.SqlQuery<Row>($"""
            select k.id as "Id", k.name as "Name", k.prefix as "PublicId", k.scopes as "Scopes", k.models as "Models", u.display_name as "Creator",
                   k.created_by as "CreatedBy", k.revoked_at is null and (k.expires_at is null or k.expires_at > {now}) and m.disabled_at is null as "Live",
                   k.created_at as "CreatedAt", k.expires_at as "ExpiresAt", k.previous_until as "PreviousUntil", k.last_used_at as "LastUsedAt", k.revoked_at as "RevokedAt"
            from api_key k join membership m on m.org_id = k.org_id and m.user_id = k.created_by join app_user u on u.id = k.created_by
            where k.org_id = {caller.OrganizationId} and ({everybody} or k.created_by = {caller.UserId})
            order by "Live" desc, k.id desc
            limit {MostRows}
            """).ToListAsync(cancellationToken);
        var budgets = await KeyBudgets.OfAsync(db, [.. rows.Select(row => row.Id)], cancellationToken);
        return
        [
            .. rows.Select(row => new ApiKeyRow(
                row.Id, row.Name, row.PublicId, row.Scopes, row.Models, row.Creator, row.CreatedBy == caller.UserId, row.Live,
                row.CreatedAt, row.ExpiresAt, row.PreviousUntil > now ? row.PreviousUntil : null, row.LastUsedAt, row.RevokedAt)
            {
                Budget = budgets.GetValueOrDefault(row.Id),
            }),
        ];
    }

    private sealed record Row(
        Guid Id, string Name, string PublicId, string[] Scopes, string[] Models, string Creator, Guid CreatedBy, bool Live,
        DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? PreviousUntil, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
}
