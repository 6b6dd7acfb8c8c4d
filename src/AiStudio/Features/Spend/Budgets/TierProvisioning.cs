using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>How many messages a person may send a day begins as: free 50, pro 1,000, enterprise as many as they like.</summary>
internal sealed class TierProvisioning : IProvisionsOrganization
{
    public int Order => 15;

    public Task ProvisionAsync(StudioDb db, TenantScope scope, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into tier_limit (org_id, tier, messages_per_day)
        select {scope.OrganizationId}, t.tier, t.messages from (values ('free', 50), ('pro', 1000), ('enterprise', null)) as t(tier, messages)
        on conflict do nothing
        """, cancellationToken);
}
