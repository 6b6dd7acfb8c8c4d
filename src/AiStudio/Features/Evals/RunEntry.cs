namespace AiStudio.Features.Evals;

/// <summary>A run in a list.</summary>
/// <param name="Id">Which.</param>
/// <param name="SuiteId">Of which suite.</param>
/// <param name="VersionId">The version that was asked.</param>
/// <param name="Version">Its number.</param>
/// <param name="Model">Who answered.</param>
/// <param name="Origin">Why it was started.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it stopped before its end.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Repeats">How often each is asked.</param>
/// <param name="Passed">How many cases passed.</param>
/// <param name="Failed">How many did not.</param>
/// <param name="Errors">How many could not be decided.</param>
/// <param name="EstimateNanoUsd">What it might have cost at most.</param>
/// <param name="BudgetNanoUsd">Where it stops.</param>
/// <param name="SpentNanoUsd">What its calls cost.</param>
/// <param name="JobId">Its job, which shows how far it is.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record RunEntry(
    Guid Id, Guid SuiteId, Guid VersionId, string Version, string Model, EvalOrigin Origin, EvalRunState State, string? Reason, int Cases, int Repeats, int Passed, int Failed, int Errors,
    long EstimateNanoUsd, long BudgetNanoUsd, long SpentNanoUsd, Guid? JobId, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The share of cases that passed, 0 to 1.</summary>
    public double PassRate => Cases == 0 ? 0 : (double)Passed / Cases;
}
