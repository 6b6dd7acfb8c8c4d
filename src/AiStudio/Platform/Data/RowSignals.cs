using System.Threading.Channels;

namespace AiStudio.Platform.Data;

/// <summary>Wakes whoever waits for a change of one row, whatever node made it. A signal says "look", not what: any number of them is one.</summary>
internal class RowSignals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Waiter>> _waiters = [];
    private readonly IDisposable _subscription;

    /// <param name="listener">Hears the nodes.</param>
    /// <param name="topic">Its payloads are ids of rows.</param>
    public RowSignals(NotificationListener listener, string topic) => _subscription = listener.Subscribe(topic, Heard);

    public Waiter Subscribe(Guid rowId)
    {
        var waiter = new Waiter(this, rowId);
        lock (_lock)
        {
            if (!_waiters.TryGetValue(rowId, out var waiters))
                _waiters[rowId] = waiters = [];
            waiters.Add(waiter);
        }

        return waiter;
    }

    /// <summary>How many wait for a change of this row on this node.</summary>
    public int CountOf(Guid rowId)
    {
        lock (_lock)
            return _waiters.TryGetValue(rowId, out var waiters) ? waiters.Count : 0;
    }

    public void Dispose() => _subscription.Dispose();

    private void Heard(string? payload)
    {
        lock (_lock)
        {
            var woken = payload is null ? _waiters.Values.SelectMany(waiters => waiters)
                : Guid.TryParse(payload, out var rowId) && _waiters.TryGetValue(rowId, out var some) ? some
                : [];
            foreach (var waiter in woken)
                waiter.Set();
        }
    }

    private void Remove(Waiter waiter)
    {
        lock (_lock)
        {
            if (_waiters.TryGetValue(waiter.RowId, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
                _waiters.Remove(waiter.RowId);
        }
    }

    internal sealed class Waiter(RowSignals signals, Guid rowId) : IDisposable
    {
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public Guid RowId => rowId;

        public void Set() => _signal.Writer.TryWrite(true);

        /// <summary>Returns on a signal, or after the time: whoever wakes looks for himself.</summary>
        public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
        {
            try
            {
                await _signal.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(atMost, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                Set();
            }
        }

        public void Dispose() => signals.Remove(this);
    }
}
