namespace AiStudio.Features.Prompts;

/// <summary>A version that has just been saved.</summary>
/// <param name="Id">Which.</param>
/// <param name="Slug">The name of its prompt.</param>
/// <param name="Version">Its number.</param>
internal sealed record SavedVersion(Guid Id, string Slug, string Version);
