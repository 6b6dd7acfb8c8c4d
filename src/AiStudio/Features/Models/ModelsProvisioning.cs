using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models;

/// <summary>Prices, providers and aliases of an organization: when it is made, and again at every start. Doing it twice changes nothing.</summary>
internal sealed class ModelsProvisioning(PriceSheet prices, ConfiguredProviders providers) : IProvisionsOrganization
{
    public int Order => 10;

    public async Task ProvisionAsync(StudioDb db, TenantScope scope, CancellationToken cancellationToken)
    {
        // Nodes that start together take turns.
        var key = $"models:{scope.OrganizationId}";
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({key}, 0))", cancellationToken);
        await prices.UpdateAsync(db, cancellationToken);
        await providers.UpdateAsync(db, cancellationToken);
    }
}
