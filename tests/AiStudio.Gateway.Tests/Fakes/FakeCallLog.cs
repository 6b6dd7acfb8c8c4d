using System.Collections.Concurrent;
using AiStudio.Gateway.Audit;

namespace AiStudio.Gateway.Tests.Fakes;

internal sealed class FakeCallLog(FakeLedger ledger) : ICallLog
{
    public ConcurrentQueue<CallRecord> Records { get; } = new();

    public Func<CallRecord, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    public async ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken)
    {
        if (record.Settlement is { } settlement)
            ledger.Settle(settlement);
        await BeforeCommit(record).WaitAsync(cancellationToken);
        Records.Enqueue(record);
    }
}
