namespace AiStudio.Gateway.Routing.Breakers;

/// <summary>
/// Stops asking a candidate that mostly fails. After a while exactly one call probes it: the breaker closes as soon as it begins to
/// answer, and opens again if that answer breaks off. Thread-safe.
/// </summary>
internal sealed class CircuitBreaker(GatewayOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly FailureWindow _window = new(options.BreakerWindow, time);
    private DateTimeOffset? _openedAt;
    private long _opened;
    private BreakerPermit? _probe;
    private bool _lastChanceTaken;
    private int _generation;

    /// <summary>How long it stays open; zero when calls, or a probe, may go through.</summary>
    public TimeSpan OpenFor
    {
        get
        {
            lock (_gate)
                return Wait;
        }
    }

    /// <summary>Whether a call that comes now would be let through.</summary>
    public bool LetsThrough
    {
        get
        {
            lock (_gate)
                return _openedAt is null || (_probe is null && Wait == TimeSpan.Zero);
        }
    }

    // Under the lock.
    private TimeSpan Wait => _openedAt is not null && options.BreakerOpenFor - time.GetElapsedTime(_opened) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    public BreakerReading Read()
    {
        lock (_gate)
        {
            var (calls, failures) = _window.Sum();
            var state = _openedAt is null ? BreakerState.Closed : _probe is null && Wait > TimeSpan.Zero ? BreakerState.Open : BreakerState.HalfOpen;
            return new(state, _openedAt, calls, failures);
        }
    }

    /// <summary>Leave to go through, or <see langword="null"/> while it is open or another call probes.</summary>
    public BreakerPermit? TryEnter()
    {
        lock (_gate)
        {
            if (_openedAt is null)
                return new(this, isProbe: false, isLastChance: false, _generation);
            return _probe is not null || Wait > TimeSpan.Zero ? null : _probe = new(this, isProbe: true, isLastChance: false, _generation);
        }
    }

    /// <summary>Leave to probe although it is open, once until it opens anew: for when every candidate is open.</summary>
    public BreakerPermit? TryLastChance()
    {
        lock (_gate)
        {
            if (_openedAt is null)
                return new(this, isProbe: false, isLastChance: false, _generation);
            if (_probe is not null || _lastChanceTaken)
                return null;
            _lastChanceTaken = true;
            return _probe = new(this, isProbe: true, isLastChance: true, _generation);
        }
    }

    public void Began(BreakerPermit permit)
    {
        lock (_gate)
        {
            if (permit != _probe)
                return;
            Close();
            permit.Generation = _generation;
        }
    }

    public void Conclude(BreakerPermit permit, bool failed)
    {
        lock (_gate)
        {
            if (permit == _probe)
            {
                _probe = null;
                if (!failed)
                    Close();
                else if (!permit.IsLastChance)
                    Open();
            }
            else if (permit.Generation == _generation && _openedAt is null)
            {
                _window.Add(failed);
                if (failed && (permit.IsProbe || IsTooMuch()))
                    Open();
            }
        }
    }

    public void Release(BreakerPermit permit)
    {
        lock (_gate)
        {
            if (permit != _probe)
                return;
            _probe = null;
            _lastChanceTaken = false;
        }
    }

    private bool IsTooMuch()
    {
        var (calls, failures) = _window.Sum();
        return calls >= options.BreakerMinimumCalls && failures >= options.BreakerFailureRatio * calls;
    }

    private void Open()
    {
        _openedAt = time.GetUtcNow();
        _opened = time.GetTimestamp();
        _lastChanceTaken = false;
        _generation++;
    }

    private void Close()
    {
        _openedAt = null;
        _probe = null;
        _window.Clear();
        _generation++;
    }
}
