namespace AiStudio.Features.Chat.Rendering;

/// <summary>Lets a change be drawn at once when it is alone, and at most about 15 times a second when many come; a long tail is drawn less often.</summary>
internal sealed class RenderPace : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(66);
    private static readonly TimeSpan PerKilobyte = TimeSpan.FromMilliseconds(8);

    private readonly Lock _gate = new();
    private readonly Action _draw;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private long _last;
    private bool _waiting;
    private bool _disposed;

    public RenderPace(TimeProvider time, Action draw)
    {
        _time = time;
        _draw = draw;
        _last = time.GetTimestamp() - time.TimestampFrequency;
        _timer = time.CreateTimer(_ => Draw(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something changed; <paramref name="size"/> characters will be drawn anew.</summary>
    public void Ask(int size)
    {
        lock (_gate)
        {
            if (_waiting || _disposed)
                return;
            _waiting = true;
            var wait = Shortest + (PerKilobyte * (size / 1024)) - _time.GetElapsedTime(_last);
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _waiting = false;
            _last = _time.GetTimestamp();
        }

        _draw();
    }
}
