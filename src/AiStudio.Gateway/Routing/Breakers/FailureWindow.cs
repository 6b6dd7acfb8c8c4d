namespace AiStudio.Gateway.Routing.Breakers;

/// <summary>Counts calls and failures over a sliding window of ten slices. Not thread-safe.</summary>
internal sealed class FailureWindow(TimeSpan length, TimeProvider time)
{
    private const int Slices = 10;

    private readonly (long Number, int Calls, int Failures)[] _slices = new (long, int, int)[Slices];
    private readonly long _origin = time.GetTimestamp();

    private long Number => (long)(time.GetElapsedTime(_origin) / (length / Slices));

    public void Add(bool failed)
    {
        var number = Number;
        ref var slice = ref _slices[number % Slices];
        if (slice.Number != number)
            slice = (number, 0, 0);
        slice.Calls++;
        slice.Failures += failed ? 1 : 0;
    }

    public (int Calls, int Failures) Sum()
    {
        var before = Number - Slices;
        var (calls, failures) = (0, 0);
        foreach (var slice in _slices)
        {
            if (slice.Number <= before)
                continue;
            calls += slice.Calls;
            failures += slice.Failures;
        }

        return (calls, failures);
    }

    public void Clear() => Array.Clear(_slices);
}
