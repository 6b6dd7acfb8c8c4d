using AiStudio.Features.Evals;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Promotion;

/// <summary>What the gate was shown of a suite.</summary>
/// <param name="Suite">Which.</param>
/// <param name="Run">The version's run.</param>
/// <param name="Before">The incumbent's.</param>
/// <param name="Paired">Both, case by case, once both are over.</param>
internal sealed record ShownEvidence(EvalSuite Suite, EvalRun Run, EvalRun? Before, PairedPasses? Paired)
{
    public bool IsRunning => Run.State == EvalRunState.Running || Before?.State == EvalRunState.Running;

    /// <summary>Why it is not enough; <see langword="null"/> when it is, or while it runs.</summary>
    public string? Problem =>
        IsRunning ? null
        : Broken(Run, "The version") ?? (Before is null ? null : Broken(Before, "The version in production"))
          ?? GateRule.Problem(Suite.Name, Run.Passed, Run.Cases, Suite.MinPassRate, Suite.Margin, Paired);

    private string? Broken(EvalRun run, string what) =>
        run.State == EvalRunState.Ended ? null : $"{Suite.Name}: {what} was not evaluated to the end{(run.Reason is null ? "" : $" ({run.Reason.TrimEnd('.')})")}. Ask for the promotion again.";
}
