namespace AiStudio.Features.Evals;

/// <summary>A case that could be made of what was asked; nothing is saved yet.</summary>
/// <param name="Draft">The conversation with what names people taken out, and checks by what the answer cites. It may have no check: then somebody has to add one.</param>
/// <param name="Prompt">The slug of the prompt that answered, where it is known.</param>
public sealed record TrafficDraft(CaseDraft Draft, string? Prompt);
