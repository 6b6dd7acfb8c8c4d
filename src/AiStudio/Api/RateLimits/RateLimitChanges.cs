namespace AiStudio.Api.RateLimits;

/// <summary>What is to be changed about a limit; what is left out stays.</summary>
/// <param name="PerMinute">How much in any minute, from 0.</param>
/// <param name="Priority">The highest that fits holds.</param>
internal sealed record RateLimitChanges(long? PerMinute = null, int? Priority = null);
