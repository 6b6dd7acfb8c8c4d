namespace AiStudio.Features.Evals;

/// <summary>A judge and how far it agrees with people.</summary>
/// <param name="Id">Which.</param>
/// <param name="Draft">What can be changed; a change of rubric or model makes it another judge, and its labels begin anew.</param>
/// <param name="BothYes">Person and judge find the answer good.</param>
/// <param name="OnlyPerson">Only the person does.</param>
/// <param name="OnlyJudge">Only the judge does: what would let a bad answer through.</param>
/// <param name="BothNo">Neither does.</param>
/// <param name="Agreement">The share on which they agree, 0 to 1.</param>
/// <param name="Kappa">Agreement beyond chance (Cohen), 1 for perfect.</param>
/// <param name="NotAsked">Labels on which the judge has not been asked yet.</param>
/// <param name="LeastLabels">How many labels it needs before it may gate.</param>
/// <param name="LeastKappa">How much agreement it needs.</param>
/// <param name="Obstacle">Why it may not gate; null when it may.</param>
/// <param name="Suites">The names of the suites that use it.</param>
public sealed record JudgeDetail(
    Guid Id, JudgeDraft Draft, int BothYes, int OnlyPerson, int OnlyJudge, int BothNo, double Agreement, double Kappa, int NotAsked, int LeastLabels, double LeastKappa, string? Obstacle,
    IReadOnlyList<string> Suites);
