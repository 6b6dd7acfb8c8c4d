namespace AiStudio.Gateway.Upstream;

/// <summary>Cancels its token when something expected does not come in time, or when the outer token is cancelled.</summary>
internal sealed class Pulse : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private volatile bool _missed;
    private bool _expecting;

    public Pulse(TimeProvider time, CancellationToken outer)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _timer = time.CreateTimer(static pulse => ((Pulse)pulse!).Miss(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public bool Missed => _missed;

    public void Expect(TimeSpan within)
    {
        _expecting = true;
        _timer.Change(within, Timeout.InfiniteTimeSpan);
    }

    public void Rest()
    {
        if (!_expecting)
            return;
        _expecting = false;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Miss()
    {
        _missed = true;
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
