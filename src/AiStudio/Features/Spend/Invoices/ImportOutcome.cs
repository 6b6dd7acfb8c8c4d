namespace AiStudio.Features.Spend.Invoices;

/// <summary>What came of an import.</summary>
/// <param name="Id">The invoice; <see langword="null"/>: nothing was imported.</param>
/// <param name="Problems">The rows that are not in order.</param>
internal sealed record ImportOutcome(Guid? Id, IReadOnlyList<LineProblem> Problems);
