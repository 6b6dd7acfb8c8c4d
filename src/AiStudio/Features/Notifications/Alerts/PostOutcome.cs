namespace AiStudio.Features.Notifications.Alerts;

/// <summary>What came of sending a message.</summary>
/// <param name="Error">Why it was not taken, for people; <see langword="null"/>: it was.</param>
/// <param name="MayRetry">Whether another try can do better.</param>
internal sealed record PostOutcome(string? Error, bool MayRetry)
{
    public static PostOutcome Sent { get; } = new(null, MayRetry: false);

    public static PostOutcome TryAgain(string error) => new(error, MayRetry: true);

    public static PostOutcome GiveUp(string error) => new(error, MayRetry: false);
}
