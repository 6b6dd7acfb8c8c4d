namespace AiStudio.Gateway.Upstream.Local;

/// <summary>A sentence chosen as (part of) the answer.</summary>
/// <param name="PassageNumber">The passage it is from.</param>
/// <param name="Sentences">The sentence, and what belongs to it below.</param>
internal sealed record Quotation(int PassageNumber, IReadOnlyList<Sentence> Sentences);
