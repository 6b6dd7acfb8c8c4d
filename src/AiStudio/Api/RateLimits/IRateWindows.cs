namespace AiStudio.Api.RateLimits;

/// <summary>Counts of the last minute.</summary>
internal interface IRateWindows
{
    /// <summary>Takes what is asked for, or nothing when there is not as much.</summary>
    ValueTask<RateReading> TakeAsync(RateAsk ask, CancellationToken cancellationToken);

    /// <summary>Corrects what was taken, whatever is left: below zero gives back.</summary>
    ValueTask CorrectAsync(RateAsk ask, long by, CancellationToken cancellationToken);
}
