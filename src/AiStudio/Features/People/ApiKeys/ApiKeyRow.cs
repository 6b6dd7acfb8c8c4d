using AiStudio.Features.Spend.Budgets;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>A key as lists show it: <c>IsOwn</c> when the reader made it and may rotate it, <c>Live</c> while it opens anything.</summary>
public sealed record ApiKeyRow(
    Guid Id, string Name, string PublicId, IReadOnlyList<string> Scopes, IReadOnlyList<string> Models, string Creator, bool IsOwn, bool Live,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? PreviousUntil, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The tightest budget of its own; null without one.</summary>
    public KeyBudgetUse? Budget { get; init; }
}
