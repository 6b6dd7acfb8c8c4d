namespace AiStudio.Features.Evals;

/// <summary>Where a run stands.</summary>
public enum EvalRunState
{
    Running,

    /// <summary>Every case has its result.</summary>
    Ended,
    Cancelled,

    /// <summary>It stopped before its end, and says why: its budget was spent, a case was changed meanwhile.</summary>
    Failed,
}
