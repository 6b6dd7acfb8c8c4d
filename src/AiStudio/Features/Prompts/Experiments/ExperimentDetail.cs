namespace AiStudio.Features.Prompts.Experiments;

/// <summary>An experiment with its figures as they are now.</summary>
/// <param name="Entry">What the list says of it.</param>
/// <param name="PromptId">The prompt.</param>
/// <param name="Hypothesis">What was expected.</param>
/// <param name="Effect">The smallest change that matters, see <see cref="ExperimentDraft.Effect"/>.</param>
/// <param name="Baseline">The number of the arm that the others are compared with.</param>
/// <param name="Arms">Its arms, by number.</param>
/// <param name="Figures">A row for each metric that has values, the deciding one first.</param>
/// <param name="Verdict">What has been shown.</param>
/// <param name="SampleRatio">How likely the arms' numbers of units are under the weights; <see langword="null"/> for a canary.</param>
/// <param name="Trends">How the deciding metric of each arm but the baseline came to differ.</param>
public sealed record ExperimentDetail(
    ExperimentEntry Entry, Guid PromptId, string Hypothesis, double Effect, int Baseline, IReadOnlyList<ArmView> Arms, IReadOnlyList<MetricFigures> Figures, Verdict Verdict, double? SampleRatio,
    IReadOnlyList<ArmTrend> Trends)
{
    /// <summary>Of its answers in chats, how many a judge scores, 0 to 1.</summary>
    public double JudgeShare { get; init; }
}
