using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Billing;

/// <summary>What the provider would charge for: one row per request, in the order of arrival.</summary>
public sealed class Bill(EmulatorOptions options)
{
    private readonly Lock gate = new();
    private readonly Queue<BillEntry> entries = [];
    private readonly HashSet<BillEntry> running = [];
    private BillTotals dropped = new(0, 0, 0, 0, 0, 0, 0, 0);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long sequence;

    public IReadOnlyList<BillRow> Rows
    {
        get
        {
            lock (gate)
                return [.. entries.Select(entry => entry.ToRow())];
        }
    }

    public BillTotals Totals
    {
        get
        {
            lock (gate)
                return entries.Where(entry => entry.Ending != Ending.Running).Aggregate(dropped, Add);
        }
    }

    /// <summary>The rows, as soon as there are this many and none is still running.</summary>
    public async Task<IReadOnlyList<BillRow>> SettledAsync(int rows, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (entries.Count >= rows && running.Count == 0)
                    return [.. entries.Select(entry => entry.ToRow())];
                change = changed.Task;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets every row. A call that still runs is forgotten too.</summary>
    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
            running.Clear();
            dropped = new BillTotals(0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    internal BillEntry Open(EmulatedRequest request, string? requestBody)
    {
        lock (gate)
        {
            var entry = new BillEntry(this, ++sequence, request, requestBody, options.Clock.GetUtcNow());
            entries.Enqueue(entry);
            running.Add(entry);
            while (entries.Count > options.BillCapacity && entries.Peek().Ending != Ending.Running)
                dropped = Add(dropped, entries.Dequeue());
            return entry;
        }
    }

    internal void End(BillEntry entry, Ending ending)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            entry.SetEnding(ending, options.Clock.GetUtcNow());
            if (!running.Remove(entry))
                return;
            signal = changed;
            if (running.Count == 0)
                changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            else
                return;
        }

        signal.SetResult();
    }

    private static BillTotals Add(BillTotals sum, BillEntry entry)
    {
        var row = entry.ToRow();
        return new BillTotals(
            sum.Requests + 1,
            sum.Completed + (row.Ending == Ending.Completed ? 1 : 0),
            sum.Cut + (row.Ending == Ending.Cut ? 1 : 0),
            sum.ClientAborted + (row.Ending == Ending.ClientAborted ? 1 : 0),
            sum.Refused + (row.Ending == Ending.Refused ? 1 : 0),
            sum.InputTokens + row.InputTokens,
            sum.CachedInputTokens + row.CachedInputTokens,
            sum.OutputTokens + row.OutputTokens);
    }
}
