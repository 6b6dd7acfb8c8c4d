namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Cancels its token when something expected does not come in time, or when the outer token is cancelled. A stream expects hundreds of times and is hardly ever
/// disappointed, so the timer is not moved each time: when it rings too early, it is set anew for what is left.
/// </summary>
internal sealed class Pulse : IDisposable
{
    private const long Never = long.MaxValue;

    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _due = Never;
    private long _rings = Never;
    private volatile bool _missed;

    public Pulse(TimeProvider time, CancellationToken outer)
    {
        _time = time;
        _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _timer = time.CreateTimer(static pulse => ((Pulse)pulse!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public bool Missed => _missed;

    public void Expect(TimeSpan within)
    {
        lock (_gate)
        {
            _due = _time.GetTimestamp() + (long)(within.TotalSeconds * _time.TimestampFrequency);
            if (_due < _rings)
                Set(within);
        }
    }

    public void Rest()
    {
        lock (_gate)
            _due = Never;
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Set(TimeSpan within)
    {
        _rings = _due;
        _timer.Change(within, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        lock (_gate)
        {
            _rings = Never;
            if (_due == Never)
                return;
            var left = _time.GetElapsedTime(_time.GetTimestamp(), _due);
            if (left >= TimeSpan.FromMilliseconds(1))
            {
                Set(left);
                return;
            }

            _missed = true;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came at the last moment.
        }
    }
}
