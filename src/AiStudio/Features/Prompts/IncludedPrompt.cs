namespace AiStudio.Features.Prompts;

/// <summary>A prompt that was put into another when that was saved.</summary>
/// <param name="Slug">Its name.</param>
/// <param name="VersionId">The version that stood at production then.</param>
/// <param name="Version">That version's number.</param>
public sealed record IncludedPrompt(string Slug, Guid VersionId, string Version);
