namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What became of an answer, in numbers.</summary>
/// <param name="Failed">It broke off, or never began.</param>
/// <param name="Refused">It said that it would not or could not, see <see cref="RefusalCheck"/>.</param>
/// <param name="DurationMs">From the question to the end.</param>
/// <param name="CostNanoUsd">What its calls cost.</param>
/// <param name="Length">In characters.</param>
/// <param name="Citations">How many quote something.</param>
/// <param name="Verified">How many of those quote what stands there.</param>
internal sealed record AnswerFigures(bool Failed, bool Refused, int DurationMs, long CostNanoUsd, int Length, int Citations, int Verified)
{
    /// <summary>Another model than the first of its route answered: kept, and not compared.</summary>
    public bool Fallback { get; init; }

    /// <summary>Its text is kept, so that a judge can read it.</summary>
    public bool Kept { get; init; }
}
