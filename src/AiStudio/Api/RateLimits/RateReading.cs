namespace AiStudio.Api.RateLimits;

/// <summary>Where a limit stands after it was asked.</summary>
/// <param name="Ask">What was asked for.</param>
/// <param name="Granted">Whether there was as much.</param>
/// <param name="Remaining">What is left.</param>
/// <param name="RetryAfter">Until some of it comes back.</param>
/// <param name="Reset">Until all of it is back.</param>
internal sealed record RateReading(RateAsk Ask, bool Granted, long Remaining, TimeSpan RetryAfter, TimeSpan Reset);
