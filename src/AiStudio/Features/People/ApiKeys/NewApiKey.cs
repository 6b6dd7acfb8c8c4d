using AiStudio.Features.Spend.Budgets;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>A key to be made.</summary>
/// <param name="Name">What people call it, 1 to 100 characters.</param>
/// <param name="Scopes">At least one, each within the creator's own rights.</param>
/// <param name="Models">The aliases and pinned ids it may ask for; empty for all.</param>
/// <param name="ExpiresAt">When it ends by itself; null for never.</param>
internal sealed record NewApiKey(string? Name, IReadOnlyCollection<ApiKeyScope> Scopes, IReadOnlyCollection<string> Models, DateTimeOffset? ExpiresAt)
{
    /// <summary>Its id. Made twice under the same one it is one key, whose secret is the one that was told last.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The key that makes it, if a program does: it ends no later than that one.</summary>
    public Guid? MadeBy { get; init; }

    /// <summary>What it may spend by itself; null for as much as its creator and the organization may.</summary>
    public KeyBudget? Budget { get; init; }
}
