namespace AiStudio.Features.Spend.Verification;

/// <summary>When the ledgers are compared with themselves. Section <c>Verification</c>.</summary>
internal sealed class VerificationOptions
{
    public const string Section = "Verification";

    /// <summary>The time of day, UTC, when little else is done. Default 03:17.</summary>
    public TimeOnly At { get; set; } = new(3, 17);

    /// <summary>The same as Quartz's cron: second, minute, hour, day, month, day of the week.</summary>
    public string Schedule => $"0 {At.Minute} {At.Hour} * * ?";
}
