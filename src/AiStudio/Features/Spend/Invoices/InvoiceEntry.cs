namespace AiStudio.Features.Spend.Invoices;

/// <summary>An invoice as the list shows it.</summary>
/// <param name="Id">The invoice.</param>
/// <param name="Provider">The connection that it bills.</param>
/// <param name="Month">Its first day.</param>
/// <param name="FileName">The export.</param>
/// <param name="Lines">Rows of the export within the month.</param>
/// <param name="LeftOut">Rows of other months.</param>
/// <param name="HasCosts">Whether the export says what it cost.</param>
/// <param name="ImportedBy">Who brought it.</param>
/// <param name="ImportedAt">When.</param>
/// <param name="BilledNanoUsd">What it bills.</param>
/// <param name="AdjustedNanoUsd">What has been posted for it.</param>
/// <param name="Locked">Whether its month is final.</param>
public sealed record InvoiceEntry(
    Guid Id, string Provider, DateOnly Month, string FileName, int Lines, int LeftOut, bool HasCosts, string? ImportedBy, DateTimeOffset ImportedAt, long BilledNanoUsd,
    long AdjustedNanoUsd, bool Locked);
