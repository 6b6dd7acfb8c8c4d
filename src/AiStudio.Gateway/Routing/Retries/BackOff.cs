using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing.Retries;

/// <summary>
/// How long to pause before the same candidate is tried again: exponential back-off with full jitter, so that callers who failed together
/// do not come back together; never sooner than the provider asks for.
/// </summary>
internal sealed class BackOff(IOptions<GatewayOptions> options, Random random)
{
    private readonly Lock _gate = new();

    /// <summary>The pause after try number <paramref name="tries"/> failed, or <see langword="null"/> when the provider asks for more than the ceiling.</summary>
    public TimeSpan? PauseAfter(GatewayException fault, int tries)
    {
        var ceiling = options.Value.RetryCeiling;
        if (fault.RetryAfter > ceiling)
            return null;
        var longest = Math.Min(ceiling.Ticks, Math.ScaleB(options.Value.RetryBaseDelay.Ticks, tries - 1));
        var own = TimeSpan.FromTicks((long)(longest * NextFraction()));
        return fault.RetryAfter > own ? fault.RetryAfter : own;
    }

    // A seeded source is not thread-safe.
    private double NextFraction()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
