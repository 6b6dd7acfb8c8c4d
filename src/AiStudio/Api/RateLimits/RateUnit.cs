namespace AiStudio.Api.RateLimits;

/// <summary>What a rule counts. Stored in snake case.</summary>
internal enum RateUnit
{
    /// <summary>Requests, whatever comes of them.</summary>
    Requests,

    /// <summary>Tokens in and out: an estimate from the body's length at first, what was used in the end.</summary>
    Tokens,
}
