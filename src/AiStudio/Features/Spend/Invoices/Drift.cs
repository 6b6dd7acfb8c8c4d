namespace AiStudio.Features.Spend.Invoices;

/// <summary>What an invoice bills for a model, on a day or in the month, and what is booked for it, adjustments included.</summary>
/// <param name="Day">By the provider's calendar; of the sum of a month, its first.</param>
/// <param name="Model">The pinned model's id.</param>
/// <param name="BilledInput">Input tokens, neither read from nor written to the cache.</param>
/// <param name="BilledCached">Input tokens read from the cache.</param>
/// <param name="BilledWritten">Input tokens written to the cache.</param>
/// <param name="BilledOutput">Output tokens.</param>
/// <param name="BilledNanoUsd">Nano-dollars.</param>
/// <param name="BookedInput">As billed.</param>
/// <param name="BookedCached">As billed.</param>
/// <param name="BookedWritten">As billed.</param>
/// <param name="BookedOutput">As billed.</param>
/// <param name="BookedNanoUsd">As billed.</param>
/// <param name="AdjustedNanoUsd">The part of what is booked that adjustments made.</param>
public sealed record Drift(
    DateOnly Day, string Model, long BilledInput, long BilledCached, long BilledWritten, long BilledOutput, long BilledNanoUsd,
    long BookedInput, long BookedCached, long BookedWritten, long BookedOutput, long BookedNanoUsd, long AdjustedNanoUsd)
{
    /// <summary>What is billed and not booked; below 0, what is booked and not billed.</summary>
    public long NanoUsd => BilledNanoUsd - BookedNanoUsd;

    /// <summary>Whether nothing differs.</summary>
    public bool Agrees => NanoUsd == 0 && BilledInput == BookedInput && BilledCached == BookedCached && BilledWritten == BookedWritten && BilledOutput == BookedOutput;

    /// <summary>Everything of <paramref name="rows"/> together, as one row of <paramref name="model"/>.</summary>
    public static Drift Sum(string model, IReadOnlyCollection<Drift> rows) => new(
        rows.Count == 0 ? default : rows.Min(row => row.Day), model,
        rows.Sum(row => row.BilledInput), rows.Sum(row => row.BilledCached), rows.Sum(row => row.BilledWritten), rows.Sum(row => row.BilledOutput), rows.Sum(row => row.BilledNanoUsd),
        rows.Sum(row => row.BookedInput), rows.Sum(row => row.BookedCached), rows.Sum(row => row.BookedWritten), rows.Sum(row => row.BookedOutput), rows.Sum(row => row.BookedNanoUsd),
        rows.Sum(row => row.AdjustedNanoUsd));
}
