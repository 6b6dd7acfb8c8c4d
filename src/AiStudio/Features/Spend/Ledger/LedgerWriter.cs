using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// The one writer of money and call records on a node. What begins and what ends travels together, a transaction at a time; extensions, which are rare, go beside it.
/// Serves before anything else has started and until everything else has stopped.
/// </summary>
internal sealed class LedgerWriter(StudioDatabase database, TimeProvider time, ILogger<LedgerWriter> logger)
    : ISpendLedger, ICallLog, IHostedLifecycleService
{
    private readonly GroupCommit<LedgerItem, HoldVerdict?> _calls = new(database, new LedgerStatement(), time, logger);
    private readonly GroupCommit<HoldExtension, bool> _extensions = new(database, new ExtendStatement(), time, logger);
    private Task _lanes = Task.CompletedTask;

    public async ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken) =>
        (await EnterAsync(new(request, null, null), cancellationToken))!;

    public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken) =>
        new(_extensions.WriteAsync(extension, cancellationToken));

    public ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken) =>
        new(EnterAsync(new(null, record.Settlement, record), cancellationToken));

    /// <summary>Returns once it is committed, whole or not at all.</summary>
    internal Task<HoldVerdict?> EnterAsync(LedgerItem item, CancellationToken cancellationToken) => _calls.WriteAsync(item, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _lanes = Task.WhenAll(_calls.RunAsync(), _extensions.RunAsync());
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _calls.Complete();
        _extensions.Complete();
        return _lanes.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
