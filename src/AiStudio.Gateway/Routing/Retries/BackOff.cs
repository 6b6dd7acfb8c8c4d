using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing.Retries;

/// <summary>
/// How long to pause before the same candidate is tried again: exponential back-off with full jitter, so that callers who failed together
/// do not come back together; never sooner than the provider asks for.
/// </summary>
internal sealed class BackOff(IOptions<GatewayOptions> options, SharedRandom random)
{
    /// <summary>The pause after try number <paramref name="tries"/> failed, or <see langword="null"/> when the provider asks for more than the ceiling.</summary>
    public TimeSpan? PauseAfter(GatewayException fault, int tries)
    {
        var ceiling = options.Value.RetryCeiling;
        if (fault.RetryAfter > ceiling)
            return null;
        var longest = Math.Min(ceiling.Ticks, Math.ScaleB(options.Value.RetryBaseDelay.Ticks, tries - 1));
        var own = TimeSpan.FromTicks((long)(longest * random.NextFraction()));
        return fault.RetryAfter > own ? fault.RetryAfter : own;
    }
}
