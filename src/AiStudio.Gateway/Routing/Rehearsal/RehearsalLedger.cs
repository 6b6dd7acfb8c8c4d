using AiStudio.Gateway.Budgets;

namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>Grants everything and books nothing: a rehearsal spends no money.</summary>
internal sealed class RehearsalLedger : ISpendLedger
{
    public ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken) =>
        new(new HoldVerdict(new Hold(request.CallId, request.AmountNanoUsd), null));

    public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken) => new(true);
}
