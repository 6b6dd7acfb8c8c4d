namespace AiStudio.Features.Traces.Backtests;

/// <summary>One call of a backtest, before and after.</summary>
public sealed record BacktestItem(
    Guid Id, Guid CallId, string State, string? ErrorMessage, bool? SameAnswer, int? LengthBefore, int? LengthAfter, bool? DeclinedBefore, bool? DeclinedAfter,
    long? CostBefore, long? CostAfter, int? DurationBefore, int? DurationAfter, bool? PassedBefore, bool? PassedAfter, string? JudgeError)
{
    /// <summary>Which answer the judge prefers: <c>win</c> is the candidate's, <c>loss</c> the recorded one's; null when nobody has judged.</summary>
    public string? Judged => (PassedBefore, PassedAfter) switch
    {
        (false, true) => "win",
        (true, false) => "loss",
        ({ }, { }) => "tie",
        _ => null,
    };

    /// <summary>Not asked again, or not judged where it was to be.</summary>
    public bool Erred => State == "failed" || JudgeError is not null;
}
