namespace AiStudio.Features.Prompts;

/// <summary>A prompt in the list.</summary>
/// <param name="Slug">Its name in addresses and in other prompts.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Production">The version in production; <see langword="null"/> when the label stands nowhere.</param>
/// <param name="Versions">How many versions it has.</param>
/// <param name="ChangedAt">When the newest was saved.</param>
public sealed record PromptEntry(string Slug, string Name, string? Production, int Versions, DateTimeOffset ChangedAt);
