namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>A question of a set, its expected documents, and which of those the base does not have.</summary>
public sealed record QuestionRow(Guid Id, string Question, string[] Expected, string[] Missing);
