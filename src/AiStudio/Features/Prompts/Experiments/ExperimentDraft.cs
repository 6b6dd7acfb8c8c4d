namespace AiStudio.Features.Prompts.Experiments;

/// <summary>A test to be set up.</summary>
/// <param name="PromptId">The prompt whose traffic is split.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Hypothesis">What is expected and why, up to 1,000 characters.</param>
/// <param name="Unit">What stays in one arm.</param>
/// <param name="Metric">The key of the metric that decides, one of <see cref="Metrics.Deciding"/>.</param>
/// <param name="Effect">The smallest change that matters: of a share a difference (0.02 is two points), of an amount a fraction of the first arm's mean; above 0, up to 1.</param>
/// <param name="Arms">2 to 5; the others are compared with the first.</param>
public sealed record ExperimentDraft(Guid PromptId, string Name, string Hypothesis, ExperimentUnit Unit, string Metric, double Effect, IReadOnlyList<ArmDraft> Arms)
{
    /// <summary>The judge that scores answers; <see langword="null"/> for none.</summary>
    public Guid? JudgeId { get; init; }

    /// <summary>Of the answers whose text is kept, those in chats, how many the judge scores: above 0, up to 1; 0 without a judge.</summary>
    public double JudgeShare { get; init; }
}
