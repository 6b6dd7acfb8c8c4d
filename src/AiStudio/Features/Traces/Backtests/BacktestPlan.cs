using AiStudio.Features.Evals;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>What a backtest would be, before anything is spent. Amounts are nano-dollars.</summary>
/// <param name="Calls">The calls that would be asked again.</param>
/// <param name="Closed">How many more are private chats that are not open to the caller, or whose texts are not kept.</param>
/// <param name="RecordedNanoUsd">What the recorded calls cost.</param>
internal sealed record BacktestPlan(IReadOnlyList<PlannedCall> Calls, int Closed, long RecordedNanoUsd)
{
    /// <summary>Who judges; null for nobody.</summary>
    public EvalJudge? Judge { get; init; }

    /// <summary>What the search of texts could not look at, as a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>What asking again and judging may cost at most.</summary>
    public long EstimateNanoUsd => Calls.Sum(call => call.AnswerNanoUsd + call.JudgeNanoUsd);

    /// <summary>How much of it is the judge's.</summary>
    public long JudgeNanoUsd => Calls.Sum(call => call.JudgeNanoUsd);
}

/// <summary>A call to be asked again, and what that may cost at most.</summary>
internal sealed record PlannedCall(Guid Id, long AnswerNanoUsd, long JudgeNanoUsd);
