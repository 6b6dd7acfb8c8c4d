namespace AiStudio.Features.Prompts.Experiments;

/// <summary>An arm and how many it has met.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="VersionId">The version that answers in it.</param>
/// <param name="Version">That version's number.</param>
/// <param name="Weight">Its share, in any unit.</param>
/// <param name="Share">Its share, 0 to 1.</param>
/// <param name="Units">How many units met it first.</param>
/// <param name="Answers">How many answers are compared.</param>
/// <param name="Fallbacks">How many more were a fallback model's, and are not.</param>
/// <param name="Lengths">How long its answers are, in characters: a tenth is shorter than the first, half than the second, a tenth longer than the third; <see langword="null"/> without answers.</param>
/// <param name="P95Ms">How long its answers take, in milliseconds: one of twenty takes longer; <see langword="null"/> without answers.</param>
public sealed record ArmView(int Number, string Name, Guid VersionId, string Version, int Weight, double Share, long Units, long Answers, long Fallbacks, IReadOnlyList<double>? Lengths, double? P95Ms);
