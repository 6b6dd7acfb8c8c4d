namespace AiStudio.Features.Promotion.Board;

/// <summary>What a guard showed at one look.</summary>
/// <param name="At">When.</param>
/// <param name="Guard">The metric's key.</param>
/// <param name="Name">The metric's name.</param>
/// <param name="IsShare">Whether the means are fractions; else they are amounts, and bounds are fractions of the incumbent's mean.</param>
/// <param name="LessIsBetter">Whether more of it is worse.</param>
/// <param name="Step">The step, from 0.</param>
/// <param name="CandidateCount">Over how many answers the candidate's mean is taken.</param>
/// <param name="Candidate">Its mean.</param>
/// <param name="IncumbentCount">The same of the incumbent.</param>
/// <param name="Incumbent">Its mean at the same shares of traffic.</param>
/// <param name="Low">The lower bound of candidate less incumbent; <see langword="null"/> while nothing can be said.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Worst">How much worse the candidate may be.</param>
/// <param name="Breached">Whether it is worse by more, beyond doubt.</param>
public sealed record LookView(
    DateTimeOffset At, string Guard, string Name, bool IsShare, bool LessIsBetter, int Step, long CandidateCount, double Candidate, long IncumbentCount, double Incumbent, double? Low, double? High, double Worst,
    bool Breached);
