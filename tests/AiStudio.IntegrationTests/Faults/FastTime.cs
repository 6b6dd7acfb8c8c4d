namespace AiStudio.IntegrationTests.Faults;

/// <summary>A clock that runs <paramref name="rate"/> times as fast as the real one, its timers too: limits of minutes are met in seconds, over real sockets.</summary>
internal sealed class FastTime(double rate) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _started = System.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Elapsed => System.GetElapsedTime(_started) * rate;

    // A timer of the system may fire a millisecond early.
    private TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : (time / rate) + TimeSpan.FromMilliseconds(1);

    private sealed class Timer(ITimer inner, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
