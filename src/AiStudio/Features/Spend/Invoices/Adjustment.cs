namespace AiStudio.Features.Spend.Invoices;

/// <summary>An adjusting entry.</summary>
/// <param name="Id">Newer ones have larger ids.</param>
/// <param name="Day">The day it adds to.</param>
/// <param name="Model">The model it adds to.</param>
/// <param name="CostNanoUsd">Nano-dollars; may be below 0.</param>
/// <param name="Reason">Why.</param>
/// <param name="MadeBy">Who posted it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record Adjustment(Guid Id, DateOnly Day, string Model, long CostNanoUsd, string Reason, string? MadeBy, DateTimeOffset CreatedAt);
