namespace AiStudio.Features.Prompts.Experiments;

/// <summary>How the deciding metric of an arm came to differ from the baseline's.</summary>
/// <param name="Arm">The arm's number.</param>
/// <param name="Points">The oldest first; empty before both arms have answers.</param>
public sealed record ArmTrend(int Arm, IReadOnlyList<TrendPoint> Points);
