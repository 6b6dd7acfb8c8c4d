using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Members;

/// <summary>Who is in the organization, for those who manage people.</summary>
internal sealed class MemberList(StudioDatabase database)
{
    /// <summary>More than this are found by searching.</summary>
    public const int MostRows = 200;

    public async Task<Result<Member[]>> FindAsync(Caller caller, string? search, CancellationToken cancellationToken)
    {
        var pattern = PatternOf(search);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused)
        {
            return refused;
        }

        // Accounts have no tenant: the join with this tenant's memberships is what keeps the others' out.
        var rows = await db.Database.SqlQuery<Row>($"""
            select m.user_id as "UserId", u.email as "Email", u.display_name as "DisplayName", m.role as "Role", m.disabled_at is not null as "Disabled",
                   coalesce((select max(a.created_at) from activity_log a
                             where a.org_id = m.org_id and a.subject = 'member' and a.subject_id = m.user_id), m.created_at) as "LastChange", m.unit_id as "UnitId"
            from membership m join app_user u on u.id = m.user_id
            where m.org_id = {caller.OrganizationId} and (u.email ilike {pattern} or u.display_name ilike {pattern})
            order by lower(u.display_name), m.user_id
            limit {MostRows}
            """).ToListAsync(cancellationToken);
        return rows.Select(ToMember).ToArray();
    }

    /// <summary>The same in pages, by id, from after <paramref name="before"/> on.</summary>
    public Task<Result<Member[]>> PageAsync(Caller caller, string? search, Guid? before, int limit, CancellationToken cancellationToken) =>
        ReadAsync(caller, PatternOf(search), before, only: null, limit, cancellationToken);

    /// <summary>One of them. Errors: <c>not_admin</c> (forbidden), <c>no_member</c> (not found).</summary>
    public async Task<Result<Member>> GetAsync(Caller caller, Guid userId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(caller, PatternOf(null), before: null, userId, limit: 1, cancellationToken);
        return !found.Succeeded ? found.Error : found.Value is [var member] ? member : MemberService.NoMember;
    }

    private async Task<Result<Member[]>> ReadAsync(Caller caller, string pattern, Guid? before, Guid? only, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused)
        {
            return refused;
        }

        var rows = await db.Database.SqlQuery<Row>($"""
            select m.user_id as "UserId", u.email as "Email", u.display_name as "DisplayName", m.role as "Role", m.disabled_at is not null as "Disabled",
                   coalesce((select max(a.created_at) from activity_log a
                             where a.org_id = m.org_id and a.subject = 'member' and a.subject_id = m.user_id), m.created_at) as "LastChange", m.unit_id as "UnitId"
            from membership m join app_user u on u.id = m.user_id
            where m.org_id = {caller.OrganizationId} and (u.email ilike {pattern} or u.display_name ilike {pattern})
              and ({before}::uuid is null or m.user_id < {before}::uuid) and ({only}::uuid is null or m.user_id = {only}::uuid)
            order by m.user_id desc
            limit {limit}
            """).ToListAsync(cancellationToken);
        return rows.Select(ToMember).ToArray();
    }

    private static string PatternOf(string? search) =>
        $"%{search?.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    private static Member ToMember(Row row) => new(row.UserId, row.Email, row.DisplayName, RoleNames.Parse(row.Role)!.Value, row.Disabled, row.LastChange, row.UnitId);

    private sealed record Row(Guid UserId, string Email, string DisplayName, string Role, bool Disabled, DateTimeOffset LastChange, Guid? UnitId);
}
