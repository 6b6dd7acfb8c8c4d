namespace AiStudio.Features.Evals.Checks;

/// <summary>What a judge says.</summary>
internal sealed record JudgeVerdict(bool Passed, string Why);
