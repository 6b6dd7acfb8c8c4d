namespace AiStudio.Features.Spend.Invoices;

/// <summary>An invoice beside what is booked.</summary>
/// <param name="Invoice">The invoice.</param>
/// <param name="Models">Every model in the month, the largest drift first.</param>
/// <param name="Days">Every model and day.</param>
/// <param name="Adjustments">The latest entries posted for it.</param>
public sealed record Reconciliation(InvoiceEntry Invoice, IReadOnlyList<Drift> Models, IReadOnlyList<Drift> Days, IReadOnlyList<Adjustment> Adjustments)
{
    public Drift Total => Drift.Sum("", [.. Models]);
}
