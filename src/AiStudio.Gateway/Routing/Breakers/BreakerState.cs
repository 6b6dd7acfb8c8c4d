namespace AiStudio.Gateway.Routing.Breakers;

/// <summary>Whether calls are let through to a candidate.</summary>
public enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>Too many calls failed; none goes through until some time has passed.</summary>
    Open,

    /// <summary>That time has passed, or every other candidate is open too: one call goes through and decides.</summary>
    HalfOpen,
}
