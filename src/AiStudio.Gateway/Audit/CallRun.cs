using System.Diagnostics;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// A call that is under way: who may end it and how. <see cref="Leave"/> and a stop come from any thread, the rest from the running task.
/// </summary>
internal sealed class CallRun : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenSource _unheeded = new();
    private readonly CancellationTokenRegistration _stop;
    private ITimer? _drain;
    private readonly TimeSpan _drainLimit;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly long _started;
    private bool _over;

    public CallRun(GatewayCall call, TimeProvider time, TimeSpan drainLimit)
    {
        Call = call;
        Cut = _cut.Token;
        Unheeded = _unheeded.Token;
        StartedAt = time.GetUtcNow();
        _time = time;
        _drainLimit = drainLimit;
        _started = time.GetTimestamp();
        _stop = call.Stopped.UnsafeRegister(static run => ((CallRun)run!).End(), this);
    }

    public GatewayCall Call { get; }

    public Dialogue? Dialogue { get; init; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>The trace it was begun in.</summary>
    public string? TraceId { get; } = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null;

    /// <summary>Its span, while somebody listens.</summary>
    public Activity? Span { get; set; }

    /// <summary>When the call was let in, a moment before.</summary>
    public DateTimeOffset AdmittedAt => StartedAt - _time.GetElapsedTime(Call.AdmittedAt, _started);

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public TimeSpan? FirstTokenAfter { get; private set; }

    /// <summary>Cancelled when the model is to stop at once: a stop, or the drain limit.</summary>
    public CancellationToken Cut { get; }

    /// <summary>Cancelled when nobody need be waited for any more: the consumer left, or the call is cut.</summary>
    public CancellationToken Unheeded { get; }

    /// <summary>Whether the consumer left before the end.</summary>
    public bool Left { get; private set; }

    public void SawToken() => FirstTokenAfter ??= Elapsed;

    /// <summary>The consumer is gone: read on for the usage, but not for ever.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (_over || Left)
                return;
            Left = true;
            _drain = _time.CreateTimer(static run => ((CallRun)run!).End(), this, _drainLimit, Timeout.InfiniteTimeSpan);
        }

        Cancel(_unheeded);
    }

    public void End()
    {
        Cancel(_cut);
        Cancel(_unheeded);
    }

    /// <summary>From here on leaving changes nothing any more.</summary>
    public void Conclude()
    {
        lock (_gate)
            _over = true;
        _drain?.Dispose();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _cut.Dispose();
        _unheeded.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
    }
}
