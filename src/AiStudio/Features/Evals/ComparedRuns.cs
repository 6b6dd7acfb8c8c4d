namespace AiStudio.Features.Evals;

/// <summary>A run against an earlier one, over the cases whose content is the same in both.</summary>
/// <param name="First">What it is compared with.</param>
/// <param name="Second">What is compared.</param>
/// <param name="FirstFigures">Cost and latency of the first.</param>
/// <param name="SecondFigures">Cost and latency of the second.</param>
/// <param name="Cases">How many cases both have alike.</param>
/// <param name="Wins">Only the second passed.</param>
/// <param name="Losses">Only the first passed.</param>
/// <param name="Ties">Both passed, or neither.</param>
/// <param name="Difference">The second's pass rate less the first's, −1 to 1.</param>
/// <param name="Low">Where that difference is with 95 % confidence (Newcombe, paired): from.</param>
/// <param name="High">And to.</param>
/// <param name="PValue">How likely wins and losses this unlike are when the two are equally good (McNemar, exact).</param>
/// <param name="Changed">The cases that went the other way, losses first; at most 500.</param>
/// <param name="Tags">Failures by tag.</param>
public sealed record ComparedRuns(
    RunEntry First, RunEntry Second, RunFigures FirstFigures, RunFigures SecondFigures, int Cases, int Wins, int Losses, int Ties, double Difference, double Low, double High, double PValue,
    IReadOnlyList<ChangedCase> Changed, IReadOnlyList<ComparedTag> Tags);
