namespace AiStudio.Features.Evals;

/// <summary>How an answer was found.</summary>
public enum ResultOutcome
{
    Passed,
    Failed,

    /// <summary>It could not be decided.</summary>
    Error,
}
