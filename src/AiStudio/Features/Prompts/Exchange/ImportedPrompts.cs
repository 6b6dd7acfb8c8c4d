namespace AiStudio.Features.Prompts.Exchange;

/// <summary>What came of a file of prompts.</summary>
/// <param name="Versions">The versions that are new, with the numbers they have here.</param>
/// <param name="NewPrompts">How many prompts there were not.</param>
/// <param name="Unchanged">How many versions were here already.</param>
internal sealed record ImportedPrompts(IReadOnlyList<SavedVersion> Versions, int NewPrompts, int Unchanged);
