using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend;

/// <summary>Budgets for the demo organization: one for all, and one for each member.</summary>
internal sealed class SpendDemo(StudioDatabase database) : ISeedsDemo
{
    private const long SharedCap = 500_000_000_000;
    private const long PersonalCap = 20_000_000_000;

    public async Task SeedAsync(TenantScope owner, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(owner, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd)
            select {owner.OrganizationId}, {Guid.CreateVersion7()}, 'Everyone, monthly', 'organization', '', 'month', {SharedCap}
            where not exists (select 1 from budget where org_id = {owner.OrganizationId})
            """, cancellationToken);
        var members = await db.Database.SqlQuery<Member>($"""
            select m.user_id as "Id", u.display_name as "Name" from membership m join app_user u on u.id = m.user_id
            where m.org_id = {owner.OrganizationId} and not exists (select 1 from budget b where b.org_id = m.org_id and b.scope = 'user')
            """).ToListAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd)
            select {owner.OrganizationId}, r.id, r.name || ', monthly', 'user', r.user_id, 'month', {PersonalCap}
            from unnest({members.Select(_ => Guid.CreateVersion7()).ToArray()}, {members.Select(member => member.Name).ToArray()},
                        {members.Select(member => member.Id.ToString()).ToArray()}) as r(id, name, user_id)
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private sealed record Member(Guid Id, string Name);
}
