using AiStudio.Features.Evals.Judging;
using AiStudio.Gateway.Routing;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>What a call may cost at most, in nano-dollars: what went in then and the longest answer that is allowed, at the price in force of the dearest that may answer; and a judge's look at both answers.</summary>
/// <param name="candidate">Who may answer.</param>
/// <param name="longest">The longest answer, in tokens.</param>
/// <param name="judge">Who may judge; null when nobody does.</param>
/// <param name="rubric">What it judges by.</param>
internal sealed class BacktestEstimate(RoutePlan candidate, int longest, RoutePlan? judge, string? rubric)
{
    // A prompt that is longer than the recorded one.
    private const int MorePrompt = 2_000;

    public long OfAnswer(long inputTokens) =>
        candidate.Candidates.Max(one => one.Price?.WorstCase(inputTokens + MorePrompt, Math.Min(longest, one.MaxOutputTokens)) ?? 0);

    /// <summary>The question is a part of what went in.</summary>
    public long OfJudge(long inputTokens, long outputTokens) => judge is null ? 0
        : JudgeCall.WorstCase(judge, rubric!, inputTokens + outputTokens) + JudgeCall.WorstCase(judge, rubric!, inputTokens + longest);
}
