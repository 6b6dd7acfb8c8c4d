namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>A clock that stands still while there is work, and leaps to the next timer when all are waiting.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs <paramref name="work"/> to its end on one thread. It must wait for nothing but this clock, and go on at once when that rings.</summary>
    public Task RunAsync(Func<Task> work, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var running = work();
            while (!running.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!TryLeap())
                    await Task.Yield();
            }

            await running.ConfigureAwait(false);
        },
        cancellationToken);

    private bool TryLeap()
    {
        Timer? next;
        lock (_gate)
        {
            next = _timers.MinBy(timer => timer.DueAt);
            if (next is null)
                return false;
            _timers.Remove(next);
            _now = next.DueAt > _now ? next.DueAt : _now;
        }

        next.Ring();
        return true;
    }

    private sealed class Timer(LeapingClock clock, Action ring) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    DueAt = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
