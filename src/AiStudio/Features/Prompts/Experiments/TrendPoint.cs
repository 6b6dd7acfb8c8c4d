namespace AiStudio.Features.Prompts.Experiments;

/// <summary>The difference of an arm to the baseline as it was known at a time.</summary>
/// <param name="At">Then.</param>
/// <param name="Difference">A fraction, see <see cref="ArmFigure.Low"/>.</param>
/// <param name="Low">Its lower bound; <see langword="null"/>: nothing could be said yet.</param>
/// <param name="High">Its upper bound.</param>
public sealed record TrendPoint(DateTimeOffset At, double Difference, double? Low, double? High);
