using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>What a key opens now: no more than its creator, and no more than itself.</summary>
/// <param name="KeyId">The key, as budgets and spend know it.</param>
/// <param name="Creator">In whose name it acts. Without the scope <see cref="ApiKeyScope.Admin"/> as a plain member.</param>
/// <param name="Scopes">Of the key's scopes those that its creator still has.</param>
/// <param name="Models">The aliases and pinned ids it may ask for; empty for all.</param>
internal sealed record ApiKeyGrant(Guid KeyId, Caller Creator, IReadOnlySet<ApiKeyScope> Scopes, IReadOnlyList<string> Models)
{
    /// <summary>The role that the creator has now, for the scopes that lend it without <see cref="ApiKeyScope.Admin"/>: <see cref="ApiKeyScope.Knowledge"/> and <see cref="ApiKeyScope.Evals"/>.</summary>
    public Role CreatorRole { get; init; } = Creator.Role;

    public bool Allows(string model) => Models.Count == 0 || Models.Contains(model, StringComparer.Ordinal);
}
