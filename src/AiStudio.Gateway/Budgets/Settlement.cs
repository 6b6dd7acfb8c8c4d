namespace AiStudio.Gateway.Budgets;

/// <summary>What a call really used.</summary>
/// <param name="CallId">The call whose hold is released.</param>
/// <param name="Caller">Who pays.</param>
/// <param name="Provider">The provider connection that answered; empty when none did.</param>
/// <param name="ModelId">The pinned model id that answered; empty when none did.</param>
/// <param name="PriceId">The price row that was in force, when something was used.</param>
/// <param name="Usage">Tokens by class, or <see langword="null"/> when nothing was used.</param>
/// <param name="CostNanoUsd">The cost in nano-dollars; zero when nothing was used.</param>
public sealed record Settlement(
    Guid CallId,
    GatewayCaller Caller,
    string Provider,
    string ModelId,
    Guid? PriceId,
    TokenUsage? Usage,
    long CostNanoUsd);
