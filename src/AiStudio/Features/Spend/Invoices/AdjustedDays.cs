namespace AiStudio.Features.Spend.Invoices;

/// <summary>What adjusting entries add to some days.</summary>
/// <param name="NanoUsd">Nano-dollars; may be below 0.</param>
/// <param name="IsLocked">Whether the days are all in one month that is final.</param>
internal sealed record AdjustedDays(long NanoUsd, bool IsLocked);
