namespace AiStudio.Features.Evals;

/// <summary>A line that cannot be imported.</summary>
/// <param name="Line">Its number, from 1; of CSV the row's.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ImportProblem(int Line, string Message);
