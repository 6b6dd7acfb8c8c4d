namespace AiStudio.Features.Prompts.Experiments;

/// <summary>How many answers a test will need.</summary>
/// <param name="Share">The share of the metric that was reckoned with.</param>
/// <param name="Measured">Whether it was measured in an earlier experiment of the prompt; else it is the usual one.</param>
/// <param name="EachArm">Answers (or rated answers, or citations) in each of two equal arms until four of five such changes have been seen.</param>
public sealed record SampleEstimate(double Share, bool Measured, long EachArm);
