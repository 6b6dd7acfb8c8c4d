namespace AiStudio.Gateway.Routing.Breakers;

/// <summary>How one candidate's breaker stands on this node.</summary>
/// <param name="State">Whether calls are let through.</param>
/// <param name="OpenedAt">Since when none is, unless it is closed.</param>
/// <param name="Calls">Calls that ended in the window while it was closed.</param>
/// <param name="Failures">How many of them failed.</param>
public sealed record BreakerReading(BreakerState State, DateTimeOffset? OpenedAt, int Calls, int Failures)
{
    /// <summary>A candidate that has not been asked.</summary>
    public static BreakerReading Untouched { get; } = new(BreakerState.Closed, null, 0, 0);
}
