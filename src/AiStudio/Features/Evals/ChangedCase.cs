namespace AiStudio.Features.Evals;

/// <summary>A case that one of two runs passed and the other did not.</summary>
public sealed record ChangedCase(Guid CaseId, string Name, string Question, string[] Tags, bool Won, string FirstOutput, string SecondOutput);
