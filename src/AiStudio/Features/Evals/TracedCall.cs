namespace AiStudio.Features.Evals;

/// <summary>What was said in a call.</summary>
/// <param name="Messages">The oldest first; the last one is the question.</param>
/// <param name="Prompt">The slug of the prompt that answered, where it is known.</param>
internal sealed record TracedCall(IReadOnlyList<CaseMessage> Messages, string? Prompt);
