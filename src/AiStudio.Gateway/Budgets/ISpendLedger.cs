namespace AiStudio.Gateway.Budgets;

/// <summary>
/// Port: sets money aside before a call. What a call comes to is settled with its record: see <see cref="Audit.ICallLog"/>.
/// An implementation that cannot reach its store throws; the stage then refuses the call. Unreachable never means free.
/// </summary>
public interface ISpendLedger
{
    /// <summary>
    /// Holds between <see cref="HoldRequest.MinimumNanoUsd"/> and <see cref="HoldRequest.AmountNanoUsd"/> against every budget
    /// that applies, all or nothing, as much of it as the tightest budget leaves. Idempotent by call id.
    /// </summary>
    ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken);

    /// <summary>Raises the hold of a running call in all of its windows, or in none: then it answers <see langword="false"/>. Idempotent.</summary>
    ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken);
}
