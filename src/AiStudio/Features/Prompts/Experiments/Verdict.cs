namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What an experiment has shown so far. It may be looked at after every answer: a winner is named where there is none in at most 5 % of experiments.</summary>
/// <param name="Kind">In a word.</param>
/// <param name="Text">In sentences.</param>
/// <param name="Arm">The arm that is better.</param>
public sealed record Verdict(VerdictKind Kind, string Text, int? Arm = null);
