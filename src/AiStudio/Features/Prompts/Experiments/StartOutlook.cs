namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Why a test would not start as it is.</summary>
/// <param name="Objection">What its start would be answered with.</param>
/// <param name="Advice">What would let it, where that is a question of weights or of an approval; <see langword="null"/> where it is not.</param>
public sealed record StartOutlook(string Objection, TestAdvice? Advice);
