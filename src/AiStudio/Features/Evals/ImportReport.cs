namespace AiStudio.Features.Evals;

/// <summary>What came of a file of cases. With problems nothing is imported.</summary>
/// <param name="Added">How many cases are new.</param>
/// <param name="Duplicates">How many were left out because the suite, or an earlier line, has exactly them.</param>
/// <param name="Problems">Lines that are not in order; the first 100.</param>
public sealed record ImportReport(int Added, int Duplicates, IReadOnlyList<ImportProblem> Problems);
