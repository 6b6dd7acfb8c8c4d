namespace AiStudio.Features.Traces.Backtests.Judging;

/// <summary>What a judge says of an answer.</summary>
/// <param name="Passes">Whether it is good by the judge's rubric.</param>
/// <param name="Why">In the judge's words; null when they are not kept, or closed to the reader.</param>
public sealed record Opinion(bool Passes, string? Why);
