namespace AiStudio.Features.Prompts.Protection;

/// <summary>A label that only owners move, on every prompt.</summary>
/// <param name="Label">Its name.</param>
/// <param name="By">Who protected it; <see langword="null"/> when that account is gone.</param>
/// <param name="ProtectedAt">Since when.</param>
public sealed record ProtectedLabelEntry(string Label, string? By, DateTimeOffset ProtectedAt);
