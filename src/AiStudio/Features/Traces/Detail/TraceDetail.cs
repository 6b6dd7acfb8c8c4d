namespace AiStudio.Features.Traces.Detail;

/// <summary>A turn, or a call that belongs to none: every call of it, the one that was asked for first.</summary>
public sealed record TraceDetail(IReadOnlyList<TraceCall> Calls)
{
    public TraceCall Call => Calls[0];

    /// <summary>For whom.</summary>
    public string? User { get; init; }

    public string? Assistant { get; init; }

    public PromptNames? Prompt { get; init; }

    /// <summary>Of the budget that refused the call: hour, day, week, month, quarter or year.</summary>
    public string? BudgetPeriod { get; init; }

    /// <summary>What the model was given to answer from.</summary>
    public IReadOnlyList<PassageFacts> Passages { get; init; } = [];

    public FeedbackFacts? Feedback { get; init; }
}
