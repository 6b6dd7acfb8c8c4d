using System.Threading.Channels;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Wakes whoever waits for more of a turn, whatever node wrote it. A signal says "look", not what: any number of them is one.</summary>
internal sealed class TurnSignals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Waiter>> _waiters = [];
    private readonly IDisposable _subscription;

    public TurnSignals(NotificationListener listener) => _subscription = listener.Subscribe(TurnTopics.Event, Heard);

    public Waiter Subscribe(Guid turnId)
    {
        var waiter = new Waiter(this, turnId);
        lock (_lock)
        {
            if (!_waiters.TryGetValue(turnId, out var waiters))
                _waiters[turnId] = waiters = [];
            waiters.Add(waiter);
        }

        return waiter;
    }

    public void Dispose() => _subscription.Dispose();

    private void Heard(string? payload)
    {
        lock (_lock)
        {
            var woken = payload is null ? _waiters.Values.SelectMany(waiters => waiters)
                : Guid.TryParse(payload, out var turnId) && _waiters.TryGetValue(turnId, out var some) ? some
                : [];
            foreach (var waiter in woken)
                waiter.Set();
        }
    }

    private void Remove(Waiter waiter)
    {
        lock (_lock)
        {
            if (_waiters.TryGetValue(waiter.TurnId, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
                _waiters.Remove(waiter.TurnId);
        }
    }

    internal sealed class Waiter(TurnSignals signals, Guid turnId) : IDisposable
    {
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public Guid TurnId => turnId;

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
