namespace AiStudio.Gateway.Budgets;

/// <summary>Asks the ledger to set money aside for a call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Caller">Who pays; decides which budgets apply.</param>
/// <param name="ModelIds">The pinned model ids of every candidate; budgets on any of them apply, and that of the served one is charged.</param>
/// <param name="AmountNanoUsd">The worst case in nano-dollars: counted input and the largest answer at the price in force.</param>
/// <param name="MinimumNanoUsd">The least that makes the call worth trying: the input and a short answer.</param>
/// <param name="Lease">How long the hold lives if nobody settles or renews it.</param>
public sealed record HoldRequest(
    Guid CallId,
    GatewayCaller Caller,
    IReadOnlyList<string> ModelIds,
    long AmountNanoUsd,
    long MinimumNanoUsd,
    TimeSpan Lease)
{
    /// <summary>The chat turn the call answers, when it answers one: a turn is one message of the caller's day, however many calls it makes.</summary>
    public Guid? TurnId { get; init; }

    /// <summary>
    /// What the call is booked as when its node dies before it says anything more: its first candidate was asked, for that comes at once.
    /// <see langword="null"/>: nothing was asked.
    /// </summary>
    public Settlement? IfLost { get; init; }
}
