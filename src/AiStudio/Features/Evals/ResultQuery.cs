namespace AiStudio.Features.Evals;

/// <summary>Which results are wanted.</summary>
/// <param name="Outcome">How they ended; null: however.</param>
/// <param name="Tag">A tag of their cases.</param>
public sealed record ResultQuery(ResultOutcome? Outcome = null, string? Tag = null);
