using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

/// <summary>Adds to an organization's prices what the catalogue and the configuration say and its rows do not.</summary>
internal sealed class PriceSheet(PriceCatalogue catalogue, IOptions<ProvidersOptions> providers, TimeProvider time)
{
    public async Task UpdateAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        var prices = await db.Set<ModelPrice>().AsNoTracking().ToListAsync(cancellationToken);
        var known = prices.Select(price => (price.ProviderKind, price.ModelId, price.EffectiveFrom)).ToHashSet();
        foreach (var price in catalogue.Models.Select(model => model.PriceFor(organization)))
        {
            if (known.Add((price.ProviderKind, price.ModelId, price.EffectiveFrom)))
            {
                prices.Add(price);
                db.Add(price);
            }
        }

        var now = time.GetUtcNow();
        foreach (var (kind, _, _, options) in providers.Value.Configured())
        {
            foreach (var price in options.Prices.Select(configured => configured.PriceFor(organization, kind, now)))
            {
                var same = prices.Where(other => other.ProviderKind == kind && other.ModelId == price.ModelId);
                if (InForce(same, now)?.SaysTheSameAs(price) != true)
                {
                    db.Add(price);
                }
            }
        }
    }

    /// <summary>Of one model's prices: the latest that is not in the future.</summary>
    public static ModelPrice? InForce(IEnumerable<ModelPrice> prices, DateTimeOffset at) =>
        prices.Where(price => price.EffectiveFrom <= at).MaxBy(price => price.EffectiveFrom);
}
