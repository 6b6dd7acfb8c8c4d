namespace AiStudio.Features.Evals;

/// <summary>A run that somebody wants.</summary>
/// <param name="SuiteId">Which cases.</param>
/// <param name="VersionId">A version of the suite's prompt.</param>
/// <param name="Model">An alias or a pinned id; null: the suite's.</param>
/// <param name="Origin">Why.</param>
internal sealed record RunRequest(Guid SuiteId, Guid VersionId, string? Model, EvalOrigin Origin);
