using System.Runtime.CompilerServices;

namespace AiStudio.Features.Chat.Turns;

/// <summary>
/// The events of a turn that runs on this node, in memory. All its watchers read this one list at their own pace:
/// a slow one holds nobody up and costs nothing more than the answer itself.
/// </summary>
internal sealed class TurnLog
{
    private readonly Lock _lock = new();
    private readonly List<TurnEvent> _events = [];
    private TaskCompletionSource _more = NewSignal();
    private bool _closed;

    public void Append(IEnumerable<TurnEvent> events) => Change(() => _events.AddRange(events));

    /// <summary>Nothing more will come from here.</summary>
    public void Close() => Change(() => _closed = true);

    /// <summary>The events after a number as they come, until the log is closed.</summary>
    public async IAsyncEnumerable<TurnEvent> ReadAsync(int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var read = Math.Max(after, 0); ;)
        {
            TurnEvent[] events;
            Task more;
            bool closed;
            lock (_lock)
            {
                events = read < _events.Count ? [.. _events[read..]] : [];
                more = _more.Task;
                closed = _closed;
            }

            foreach (var one in events)
                yield return one;
            read += events.Length;
            if (events.Length > 0)
                continue;
            if (closed)
                yield break;
            await more.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            change();
            (waiting, _more) = (_more, NewSignal());
        }

        waiting.SetResult();
    }
}
