using AiStudio.Features.Evals.Checks;

namespace AiStudio.Features.Evals;

/// <summary>An answer to a case and what its checks say.</summary>
/// <param name="CaseId">Which case.</param>
/// <param name="Repeat">Which answer to it, from 1.</param>
/// <param name="Name">The case's name.</param>
/// <param name="Question">What was asked, as the case says it now.</param>
/// <param name="Tags">The case's tags.</param>
/// <param name="Changed">Whether the case has been changed since.</param>
/// <param name="Outcome">How it was found.</param>
/// <param name="ErrorMessage">Why it could not be decided.</param>
/// <param name="Output">The answer.</param>
/// <param name="Checks">What each check says.</param>
/// <param name="CallId">The call that answered.</param>
/// <param name="CostNanoUsd">What it cost, judges included.</param>
/// <param name="DurationMs">How long the answer took.</param>
/// <param name="InputTokens">What went in.</param>
/// <param name="OutputTokens">What came out.</param>
/// <param name="Human">Whether a person finds it good, for the suite's judge as it is now; null: nobody has said.</param>
public sealed record ResultEntry(
    Guid CaseId, int Repeat, string Name, string Question, IReadOnlyList<string> Tags, bool Changed, ResultOutcome Outcome, string? ErrorMessage, string Output, IReadOnlyList<CheckResult> Checks,
    Guid CallId, long CostNanoUsd, int? DurationMs, long? InputTokens, long? OutputTokens, bool? Human)
{
    internal static ResultEntry Of(EvalResult result, EvalCase asked, bool? human) => new(
        result.CaseId, result.Repeat, asked.Name, asked.Messages[^1].Text, asked.Tags, !asked.ContentHash.AsSpan().SequenceEqual(result.CaseHash),
        result.Passed switch { true => ResultOutcome.Passed, false => ResultOutcome.Failed, null => ResultOutcome.Error }, result.ErrorMessage, result.Output ?? "", result.Checks,
        result.CallId, result.CostNanoUsd, result.DurationMs, result.InputTokens, result.OutputTokens, human);
}
