namespace AiStudio.Features.Evals;

/// <summary>An answer that a person has judged.</summary>
/// <param name="RunId">Of which run.</param>
/// <param name="CaseId">To which case.</param>
/// <param name="Repeat">Which answer to it.</param>
/// <param name="Question">What was asked, as the case says it now.</param>
/// <param name="Output">The answer.</param>
/// <param name="Human">Whether the person finds it good.</param>
/// <param name="Judge">Whether the judge does; null: not asked yet.</param>
public sealed record LabelEntry(Guid RunId, Guid CaseId, int Repeat, string Question, string Output, bool Human, bool? Judge);
