namespace AiStudio.Features.Spend.Invoices;

/// <summary>A month that is over.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="SpentNanoUsd">The ledger's sum, by the organization's days.</param>
/// <param name="AdjustedNanoUsd">What adjusting entries add to it.</param>
/// <param name="Invoices">How many invoices there are for it.</param>
/// <param name="LockedAt">When it became final; <see langword="null"/>: it is not.</param>
/// <param name="LockedBy">Who locked it.</param>
public sealed record MonthRow(DateOnly Month, long SpentNanoUsd, long AdjustedNanoUsd, long Invoices, DateTimeOffset? LockedAt, string? LockedBy);
