namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Which arm a unit is in.</summary>
/// <param name="ExperimentId">The test or canary.</param>
/// <param name="Arm">The arm's number.</param>
/// <param name="UnitId">Who or what stays in it.</param>
/// <param name="Stratum">The weight of arm 0 at this moment.</param>
internal sealed record Assignment(Guid ExperimentId, int Arm, Guid UnitId, int Stratum);
