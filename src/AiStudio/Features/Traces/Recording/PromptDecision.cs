namespace AiStudio.Features.Traces.Recording;

/// <summary>The version that answered, and why it was that one.</summary>
public sealed record PromptDecision(Guid VersionId, string? SemanticVersion, PromptReason? Why);
