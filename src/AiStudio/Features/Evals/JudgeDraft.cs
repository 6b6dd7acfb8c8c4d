namespace AiStudio.Features.Evals;

/// <summary>A judge as it is to be.</summary>
/// <param name="Name">1 to 100 characters, one of its own.</param>
/// <param name="Rubric">What a good answer is, in words; 1 to 20,000 characters.</param>
/// <param name="Model">An alias or a pinned id. Pin it: a judge that changes under its alias is another judge.</param>
public sealed record JudgeDraft(string Name, string Rubric, string Model);
