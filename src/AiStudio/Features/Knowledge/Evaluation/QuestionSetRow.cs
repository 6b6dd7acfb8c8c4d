namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>A set of questions of a base, and how many it has.</summary>
public sealed record QuestionSetRow(Guid Id, string Name, int Questions, int Runs, DateTimeOffset CreatedAt);
