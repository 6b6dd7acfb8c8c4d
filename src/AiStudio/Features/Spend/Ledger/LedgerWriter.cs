using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// The one writer of money and call records on a node. Holds, their extensions, settlements and records each have a lane, so that none waits for another kind.
/// Serves before anything else has started and until everything else has stopped.
/// </summary>
internal sealed class LedgerWriter(StudioDatabase database, TimeProvider time, ILogger<LedgerWriter> logger)
    : ISpendLedger, ICallLog, IHostedLifecycleService
{
    private readonly GroupCommit<HoldRequest, HoldVerdict> _holds = new(database, new HoldStatement(), time, logger);
    private readonly GroupCommit<HoldExtension, bool> _extensions = new(database, new ExtendStatement(), time, logger);
    private readonly GroupCommit<Settlement, Done> _settlements = new(database, new SettleStatement(), time, logger);
    private readonly GroupCommit<CallRecord, Done> _records = new(database, new RecordStatement(), time, logger);
    private Task _lanes = Task.CompletedTask;

    public ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken) =>
        new(_holds.WriteAsync(request, cancellationToken));

    public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken) =>
        new(_extensions.WriteAsync(extension, cancellationToken));

    public ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        new(_settlements.WriteAsync(settlement, cancellationToken));

    public ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken) =>
        new(_records.WriteAsync(record, cancellationToken));

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _lanes = Task.WhenAll(_holds.RunAsync(), _extensions.RunAsync(), _settlements.RunAsync(), _records.RunAsync());
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _holds.Complete();
        _extensions.Complete();
        _settlements.Complete();
        _records.Complete();
        return _lanes.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
