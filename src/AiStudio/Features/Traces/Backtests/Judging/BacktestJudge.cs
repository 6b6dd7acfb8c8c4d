using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Judging;

namespace AiStudio.Features.Traces.Backtests.Judging;

/// <summary>Who judges a backtest, and how far that is to be trusted.</summary>
/// <param name="Id">Its page is <c>/evals/judges/{id}</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Doubt">Why its word is to be taken with care; null when it is calibrated.</param>
public sealed record BacktestJudge(Guid Id, string Name, string? Doubt)
{
    internal static BacktestJudge Of(JudgeEntry judge) => new(judge.Id, judge.Name, judge.MayGate ? null : Doubts(judge.Labels, judge.Kappa));

    internal static BacktestJudge Of(EvalJudge judge, JudgeStanding standing, bool changed) => new(
        judge.Id, judge.Name,
        changed ? "The judge has been changed since: how far it agrees with people now says nothing about these verdicts."
        : standing.MayGate ? null
        : Doubts(standing.Agreement.Cases, standing.Agreement.Kappa));

    private static string Doubts(int labels, double kappa) => FormattableString.Invariant(
        $"This judge is not calibrated: people have judged {labels} answers beside it{(labels == 0 ? "" : FormattableString.Invariant($", with a kappa of {kappa:0.00}"))}. It takes {JudgeStanding.LeastLabels} answers and a kappa of {JudgeStanding.LeastKappa:0.0} to know that it judges as people do.");
}
