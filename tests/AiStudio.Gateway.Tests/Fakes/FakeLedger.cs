using System.Collections.Concurrent;
using AiStudio.Gateway.Budgets;

namespace AiStudio.Gateway.Tests.Fakes;

internal sealed class FakeLedger : ISpendLedger
{
    public Func<HoldRequest, HoldVerdict> Decide { get; set; } = request => new(new Hold(request.CallId, request.AmountNanoUsd), null);

    public Func<int, Exception?> FailSettle { get; set; } = _ => null;

    public ConcurrentQueue<HoldRequest> Holds { get; } = new();

    public Func<HoldExtension, bool> Extends { get; set; } = _ => true;

    public ConcurrentQueue<HoldExtension> Extensions { get; } = new();

    public ConcurrentQueue<Settlement> Settlements { get; } = new();

    public int SettleTries { get; private set; }

    public ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        Holds.Enqueue(request);
        return ValueTask.FromResult(Decide(request));
    }

    public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken)
    {
        Extensions.Enqueue(extension);
        return ValueTask.FromResult(Extends(extension));
    }

    public void Settle(Settlement settlement)
    {
        if (FailSettle(++SettleTries) is { } failure)
            throw failure;
        if (Settlements.All(settled => settled.CallId != settlement.CallId))
            Settlements.Enqueue(settlement);
    }
}
