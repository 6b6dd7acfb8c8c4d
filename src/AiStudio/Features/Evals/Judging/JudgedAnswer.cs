namespace AiStudio.Features.Evals.Judging;

/// <summary>What a judge is shown.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="Criterion">What to look at beside the rubric.</param>
internal sealed record JudgedAnswer(string Question, string Answer, string? Criterion);
