namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Something beside the text that two versions have otherwise.</summary>
/// <param name="What">What it is, for people.</param>
/// <param name="Before">How it was; <see langword="null"/> when it was not there.</param>
/// <param name="After">How it is; <see langword="null"/> when it is gone.</param>
internal sealed record ContentChange(string What, string? Before, string? After);
