namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Two runs over the questions that both have searched: how often the second one found the first expected document further up, further down, or alike.</summary>
public sealed record RunComparison(int Better, int Worse, int Alike);

/// <summary>
/// A question and what one run, or two of them, made of it. <see cref="Ranks"/> are the places of the expected documents among the first ten;
/// of a question that expects none, <see cref="Fits"/> says whether something seemed to fit all the same.
/// </summary>
public sealed record ResultRow(
    Guid QuestionId, string Question, string[] Expected, int[] Ranks, string[] Found, bool Fits, int DurationMs, int[]? OtherRanks, string[]? OtherFound, bool? OtherFits);

/// <summary>Which results are wanted.</summary>
public enum ResultKind
{
    All,

    /// <summary>No expected document among the first ten, or something that fits where nothing should.</summary>
    Missed,

    /// <summary>Two runs do not agree.</summary>
    Different,
}
