using AiStudio.Platform.Identity;

namespace AiStudio.Features.Models;

/// <summary>The models that people of an organization choose from.</summary>
internal sealed class ModelCatalogue(RouteTable routes, TimeProvider time)
{
    /// <summary>The aliases that answer, by name; one without a candidate that has a price is left out.</summary>
    public async Task<IReadOnlyList<ModelChoice>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var known = await routes.RoutesOfAsync(caller.OrganizationId, cancellationToken);
        return
        [
            .. from alias in known.Aliases.Keys.Order(StringComparer.Ordinal)
               where alias != ModelAlias.Embedding
               let candidates = known.Candidates(alias, time.GetUtcNow()).Where(candidate => candidate.Price is not null).ToList()
               where candidates.Count > 0
               select new ModelChoice(alias, string.Join(", then ", candidates.Select(candidate => $"{candidate.ModelId} ({candidate.Connection.Name})"))),
        ];
    }
}
