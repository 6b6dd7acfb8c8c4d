namespace AiStudio.Features.Evals;

/// <summary>A run with its figures.</summary>
/// <param name="Run">What it was, and how it went.</param>
/// <param name="SuiteSlug">Its suite's name in addresses.</param>
/// <param name="SuiteName">Its suite's name for people.</param>
/// <param name="MinPassRate">The share of cases that the suite asks for.</param>
/// <param name="JudgeId">The suite's judge.</param>
/// <param name="Low">Where the pass rate is, with 95 % confidence: from.</param>
/// <param name="High">And to.</param>
/// <param name="Figures">Cost and latency.</param>
/// <param name="Tags">Cases by tag, those with the most failures first.</param>
public sealed record RunDetail(
    RunEntry Run, string SuiteSlug, string SuiteName, double MinPassRate, Guid? JudgeId, double Low, double High, RunFigures Figures, IReadOnlyList<TagFigures> Tags);
