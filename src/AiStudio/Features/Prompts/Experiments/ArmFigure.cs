namespace AiStudio.Features.Prompts.Experiments;

/// <summary>A metric in one arm.</summary>
/// <param name="Arm">The arm's number.</param>
/// <param name="Count">Over how many answers (or citations) it is taken.</param>
/// <param name="Mean">A fraction for a share, else in the metric's unit; <see langword="null"/> without values.</param>
/// <param name="Low">The lower bound of the difference to the baseline, of an amount as a fraction of the baseline's mean; <see langword="null"/> for the baseline and while nothing can be said.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Words">The difference in words; <see langword="null"/> where there is none.</param>
public sealed record ArmFigure(int Arm, long Count, double? Mean, double? Low, double? High, string? Words);
