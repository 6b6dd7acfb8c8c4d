namespace AiStudio.Features.Spend.Invoices;

/// <summary>Where an export comes from.</summary>
/// <param name="Provider">The connection that it bills, by its name.</param>
/// <param name="Month">Its first day.</param>
/// <param name="FileName">What the file is called.</param>
internal sealed record InvoiceSource(string Provider, DateOnly Month, string FileName);
