using System.Diagnostics;

namespace AiStudio.Benchmarks;

/// <summary>Callers of whom each asks again as soon as it has been answered.</summary>
internal static class ClosedLoop
{
    /// <summary>Asks for as long as <paramref name="window"/>; a call that has begun is finished.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="streamed">For a stream, or for a whole answer.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="window">How long.</param>
    /// <param name="processor">The processor time that the measured side has used so far.</param>
    public static async Task<Sample> MeasureAsync(ITarget target, bool streamed, int callers, TimeSpan window, Func<TimeSpan> processor)
    {
        using var until = new CancellationTokenSource(window);
        var (used, allocated, started) = (processor(), GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(target, streamed, caller, until.Token))));
        var took = Stopwatch.GetElapsedTime(started);
        return new Sample([.. latencies.SelectMany(latency => latency).Order()], took, processor() - used, GC.GetTotalAllocatedBytes() - allocated);
    }

    private static async Task<List<TimeSpan>> CallAsync(ITarget target, bool streamed, int caller, CancellationToken until)
    {
        var latencies = new List<TimeSpan>(4_096);
        do
        {
            var started = Stopwatch.GetTimestamp();
            await target.CallAsync(streamed, caller);
            latencies.Add(Stopwatch.GetElapsedTime(started));
        }
        while (!until.IsCancellationRequested);
        return latencies;
    }
}
