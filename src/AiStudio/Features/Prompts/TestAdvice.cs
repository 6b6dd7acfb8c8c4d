namespace AiStudio.Features.Prompts;

/// <summary>What keeps a test from starting that gives versions which nobody else has approved more than they may have, and what would let it.</summary>
/// <param name="Unapproved">The numbers of those versions.</param>
/// <param name="MostPercent">What they may answer, all together.</param>
/// <param name="Weights">Of all arms, in their order and with a sum of 100, the nearest with which the test starts; <see langword="null"/> when it starts with none.</param>
public sealed record TestAdvice(IReadOnlyList<string> Unapproved, int MostPercent, IReadOnlyList<int>? Weights);
