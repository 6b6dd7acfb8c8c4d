namespace AiStudio.Features.Evals;

/// <summary>A judge in the list.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Labels">How many answers a person and it, as it is now, have both judged.</param>
/// <param name="Kappa">Agreement beyond chance.</param>
/// <param name="MayGate">Whether suites that use it may gate.</param>
public sealed record JudgeEntry(Guid Id, string Name, string Model, int Labels, double Kappa, bool MayGate);
