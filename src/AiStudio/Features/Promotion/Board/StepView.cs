namespace AiStudio.Features.Promotion.Board;

/// <summary>A step of the canary.</summary>
/// <param name="Percent">The candidate's share of traffic.</param>
/// <param name="MinAnswers">How many of its answers the step waits for.</param>
public sealed record StepView(int Percent, int MinAnswers);
