using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>Whom and what a budget can be for, to choose from while writing. Error: <c>not_finance</c> (forbidden).</summary>
internal sealed class ScopeSuggestions(StudioDatabase database)
{
    private const int MostOfAKind = 300;

    public async Task<Result<ScopeSuggestion[]>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var org = caller.OrganizationId;
        var rows = await db.Database.SqlQuery<ScopeSuggestion>($"""
            with spent as materialized (select distinct feature, model_id from spend_of_models where org_id = {org} and day > current_date - 100)
            (select u.email as "Value", 'Person: ' || u.display_name as "Label" from membership m join app_user u on u.id = m.user_id
             where m.org_id = {org} and m.disabled_at is null order by lower(u.display_name) limit {MostOfAKind})
            union all (select prefix, 'API key: ' || name from api_key where org_id = {org} and revoked_at is null order by lower(name) limit {MostOfAKind})
            union all (select name, 'Unit' from organization_unit where org_id = {org} and archived_at is null order by lower(name) limit {MostOfAKind})
            union all (select distinct feature, 'Feature' from spent order by 1 limit {MostOfAKind})
            union all (select model_id, 'Model' from (select model_id from spent union select model_id from model_alias_candidate where org_id = {org}
                                                      union select model_id from model_price where org_id = {org}) m where model_id <> '' order by 1 limit {MostOfAKind})
            """).ToListAsync(cancellationToken);
        return rows.Concat(Tiers.All.Select(tier => new ScopeSuggestion(tier, "Tier"))).ToArray();
    }
}
