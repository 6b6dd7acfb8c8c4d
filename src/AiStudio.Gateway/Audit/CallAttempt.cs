namespace AiStudio.Gateway.Audit;

/// <summary>One try of one candidate.</summary>
/// <param name="Provider">The provider connection's name.</param>
/// <param name="ModelId">The pinned model id.</param>
/// <param name="StartedAt">When the try began.</param>
/// <param name="Duration">How long it took, to its end.</param>
/// <param name="FirstTokenAfter">How long until the first token, when there was one.</param>
/// <param name="ErrorCode">The code of the <see cref="GatewayError"/> it ended in, or why the candidate was passed over; <see langword="null"/> when it answered.</param>
public sealed record CallAttempt(
    string Provider,
    string ModelId,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    TimeSpan? FirstTokenAfter,
    string? ErrorCode)
{
    /// <summary>Passed over: its breaker was open.</summary>
    public const string BreakerOpen = "breaker_open";

    /// <summary>Passed over: the call had asked this provider before, and the provider's retry budget was spent.</summary>
    public const string RetryBudgetSpent = "retry_budget_spent";

    /// <summary>Passed over: earlier tries may be billed, and the budgets have no room for another one.</summary>
    public const string BudgetSpent = "budget_spent";

    /// <summary>The codes of candidates that were passed over: nobody was asked.</summary>
    public static IReadOnlyList<string> PassedOver { get; } = [BreakerOpen, RetryBudgetSpent, BudgetSpent];

    /// <summary>What the provider bills for it: as it said, or estimated when it may have begun and did not say; <see langword="null"/> when it bills nothing.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What <see cref="Usage"/> costs at this candidate's price, in nano-dollars.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>How long the call waited for a place at the provider before the try began, or was passed over.</summary>
    public TimeSpan QueuedFor { get; init; }
}
