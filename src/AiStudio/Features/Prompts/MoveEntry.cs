namespace AiStudio.Features.Prompts;

/// <summary>One move of a label, as people read it.</summary>
/// <param name="Label">Which label.</param>
/// <param name="FromVersion">Where it stood; <see langword="null"/> when it was new.</param>
/// <param name="ToVersion">Where it stands since.</param>
/// <param name="By">Who moved it.</param>
/// <param name="Reason">Why.</param>
/// <param name="MovedAt">When.</param>
public sealed record MoveEntry(string Label, string? FromVersion, string ToVersion, string? By, string Reason, DateTimeOffset MovedAt);
