namespace AiStudio.Features.Promotion.Board;

/// <summary>What the gate was shown of a suite.</summary>
/// <param name="SuiteSlug">The suite.</param>
/// <param name="SuiteName">Its name.</param>
/// <param name="RunId">The version's run.</param>
/// <param name="State">That run's: <c>running</c>, <c>ended</c>, <c>cancelled</c> or <c>failed</c>.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Passed">How many passed.</param>
/// <param name="MinPassRate">The share that must pass.</param>
/// <param name="IncumbentRunId">The incumbent's run.</param>
/// <param name="IncumbentPassed">How many cases that passed.</param>
/// <param name="IncumbentState">That run's state.</param>
/// <param name="Wins">Cases that only the version passed.</param>
/// <param name="Losses">Cases that only the incumbent passed.</param>
/// <param name="Low">The difference of the pass rates is not below this, with 95 % confidence.</param>
/// <param name="Margin">How far below 0 that may be.</param>
/// <param name="Problem">Why it is not enough; <see langword="null"/> when it is, or while it runs.</param>
public sealed record EvidenceView(
    string SuiteSlug, string SuiteName, Guid RunId, string State, int Cases, int Passed, double MinPassRate, Guid? IncumbentRunId, int? IncumbentPassed, string? IncumbentState, int? Wins, int? Losses, double? Low,
    double Margin, string? Problem);
