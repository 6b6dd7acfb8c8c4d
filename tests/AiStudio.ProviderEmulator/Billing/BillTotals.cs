namespace AiStudio.ProviderEmulator.Billing;

/// <summary>Sums over every row that has ended, those that left the list included.</summary>
public sealed record BillTotals(
    long Requests, long Completed, long Cut, long ClientAborted, long Refused, long InputTokens, long CachedInputTokens, long OutputTokens);
