namespace AiStudio.Gateway.Routing.Statistics;

/// <summary>What is remembered of one model at one connection: counts of the last minutes, and how quick it is. Thread-safe.</summary>
internal sealed class RouteRecord(TimeProvider time)
{
    private const int Slices = 5;
    private static readonly TimeSpan s_slice = RouteReading.Window / Slices;

    private readonly Lock _gate = new();
    private readonly Slice?[] _slices = new Slice?[Slices];
    private readonly long _origin = time.GetTimestamp();
    private readonly Pace _stream = new(time);
    private readonly Pace _whole = new(time);

    private long Number => (long)(time.GetElapsedTime(_origin) / s_slice);

    /// <summary>Whether nothing has been counted in the window.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return !Array.Exists(_slices, IsRecent);
        }
    }

    public void Answered(TimeSpan total, TimeSpan? firstToken, bool stream)
    {
        lock (_gate)
        {
            var slice = Current();
            slice.Total.Add(total);
            if (stream && firstToken is { } first)
                slice.FirstToken.Add(first);
            PaceOf(stream).Add(stream ? firstToken ?? total : total);
        }
    }

    /// <param name="code">What went wrong.</param>
    /// <param name="stream">Whether a stream was asked for.</param>
    /// <param name="countsAs">How slow an answer it counts as, when it says anything about the provider: a quick failure is no quick answer.</param>
    public void Failed(string code, bool stream, TimeSpan? countsAs)
    {
        lock (_gate)
        {
            var errors = Current().Errors;
            errors[code] = errors.GetValueOrDefault(code) + 1;
            if (countsAs is { } measured)
                PaceOf(stream).Add(measured);
        }
    }

    public TimeSpan? RecentPace(bool stream)
    {
        lock (_gate)
            return PaceOf(stream).Recent;
    }

    public bool TryExplore(bool stream)
    {
        lock (_gate)
            return PaceOf(stream).TryExplore();
    }

    public (Histogram Total, Histogram FirstToken, Dictionary<string, int> Errors) Sum()
    {
        var sum = new Slice(0);
        lock (_gate)
        {
            foreach (var slice in _slices.Where(IsRecent))
                sum.Add(slice!);
        }

        return (sum.Total, sum.FirstToken, sum.Errors);
    }

    private Slice Current()
    {
        var number = Number;
        ref var slice = ref _slices[number % Slices];
        if (slice?.Number != number)
            slice = new(number);
        return slice;
    }

    private bool IsRecent(Slice? slice) => slice is not null && slice.Number > Number - Slices;

    // The end of a whole answer and the first token of a stream do not compare.
    private Pace PaceOf(bool stream) => stream ? _stream : _whole;

    private sealed class Slice(long number)
    {
        public long Number => number;

        public Histogram Total { get; } = new();

        public Histogram FirstToken { get; } = new();

        public Dictionary<string, int> Errors { get; } = new(StringComparer.Ordinal);

        public void Add(Slice other)
        {
            Total.Add(other.Total);
            FirstToken.Add(other.FirstToken);
            foreach (var (code, count) in other.Errors)
                Errors[code] = Errors.GetValueOrDefault(code) + count;
        }
    }
}
