namespace AiStudio.Features.Evals;

/// <summary>Where a case comes from.</summary>
public enum CaseSource
{
    Written,
    Imported,

    /// <summary>Made of what a person asked.</summary>
    Traffic,
}
