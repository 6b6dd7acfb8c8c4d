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
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var rows = await Keys(db, caller).OrderByDescending(row => row.Live).ThenByDescending(row => row.Id).Take(MostRows).ToListAsync(cancellationToken);
        return await WithBudgetsAsync(db, caller, rows, cancellationToken);
    }

    /// <summary>The same in pages, the newest first, from after <paramref name="before"/> on.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> PageAsync(Caller caller, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var keys = Keys(db, caller);
        var rows = await (before is { } last ? keys.Where(row => row.Id < last) : keys).OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellationToken);
        return await WithBudgetsAsync(db, caller, rows, cancellationToken);
    }

    /// <summary>One of them; null when there is none, or it is not theirs to see.</summary>
    public async Task<ApiKeyRow?> FindAsync(Caller caller, Guid keyId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var rows = await Keys(db, caller).Where(row => row.Id == keyId).ToListAsync(cancellationToken);
        return (await WithBudgetsAsync(db, caller, rows, cancellationToken)).SingleOrDefault();
    }

    // Accounts have no tenant: the keys of this tenant are what keeps the others' out.
    private IQueryable<Row> Keys(StudioDb db, Caller caller)
    {
        var (now, everybody) = (time.GetUtcNow(), caller.Role >= Role.Admin);
        return db.Database.SqlQuery<Row>($"""
            select k.id as "Id", k.name as "Name", k.prefix as "PublicId", k.scopes as "Scopes", k.models as "Models", u.display_name as "Creator",
                   k.created_by as "CreatedBy", k.revoked_at is null and (k.expires_at is null or k.expires_at > {now}) and m.disabled_at is null as "Live",
                   k.created_at as "CreatedAt", k.expires_at as "ExpiresAt", k.previous_until as "PreviousUntil", k.last_used_at as "LastUsedAt", k.revoked_at as "RevokedAt"
            from api_key k join membership m on m.org_id = k.org_id and m.user_id = k.created_by join app_user u on u.id = k.created_by
            where k.org_id = {caller.OrganizationId} and ({everybody} or k.created_by = {caller.UserId})
            """);
    }

    private async Task<IReadOnlyList<ApiKeyRow>> WithBudgetsAsync(StudioDb db, Caller caller, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
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
