namespace AiStudio.Features.Prompts;

/// <summary>A version in the list of a prompt's versions.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">Its number.</param>
/// <param name="Note">What changed, in its author's words.</param>
/// <param name="Author">Who saved it; <see langword="null"/> for the app itself, and for who has left.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Labels">The labels that stand at it.</param>
public sealed record VersionEntry(Guid Id, string Version, string Note, string? Author, DateTimeOffset CreatedAt, string[] Labels);
