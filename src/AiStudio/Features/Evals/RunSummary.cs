namespace AiStudio.Features.Evals;

/// <summary>A run in a line.</summary>
internal sealed record RunSummary(Guid Id, EvalRunState State, int Cases, int Passed, int Failed, int Errors, DateTimeOffset CreatedAt);
