namespace AiStudio.Features.Spend.Invoices;

/// <summary>What a provider bills for one model on one day.</summary>
/// <param name="Day">By the provider's calendar.</param>
/// <param name="Model">The pinned model's id.</param>
/// <param name="Input">Input tokens, neither read from nor written to the cache.</param>
/// <param name="Cached">Input tokens read from the cache.</param>
/// <param name="Written">Input tokens written to the cache.</param>
/// <param name="Output">Output tokens.</param>
/// <param name="CostNanoUsd">Nano-dollars; a credit is below 0.</param>
internal sealed record InvoiceLine(DateOnly Day, string Model, long Input, long Cached, long Written, long Output, long CostNanoUsd);
