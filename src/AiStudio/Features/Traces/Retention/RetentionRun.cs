namespace AiStudio.Features.Traces.Retention;

/// <summary>A run of the retention job in one organization. Payloads are texts; traces are spans and decisions; alerts are those that ended.</summary>
/// <param name="RanAt">When.</param>
/// <param name="KeepDays">For how long texts were kept then.</param>
/// <param name="TraceDays">And the rest.</param>
/// <param name="PayloadsExpired">Past their time before it.</param>
/// <param name="TracesExpired">Likewise.</param>
/// <param name="PayloadsRemoved">Removed row by row; the others went with their month.</param>
/// <param name="TracesRemoved">Likewise.</param>
/// <param name="AlertsExpired">Past their time before it: they are kept as long as traces, 32 days at least, and those of budgets until their window is over.</param>
/// <param name="AlertsRemoved">Removed, with their deliveries.</param>
/// <param name="PartitionsDropped">Months that were dropped whole, for all organizations at once.</param>
/// <param name="ExpiredLeft">Past their time after it: nothing, or it did not work.</param>
/// <param name="OldestPayload">When the call of the oldest text that is left began.</param>
public sealed record RetentionRun(
    DateTimeOffset RanAt, int KeepDays, int TraceDays, long PayloadsExpired, long TracesExpired, long PayloadsRemoved, long TracesRemoved, long AlertsExpired, long AlertsRemoved, int PartitionsDropped,
    long ExpiredLeft, DateTimeOffset? OldestPayload);
