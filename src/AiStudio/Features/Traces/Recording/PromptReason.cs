namespace AiStudio.Features.Traces.Recording;

/// <summary>What chose the version: <c>label</c>, <c>canary</c> or <c>experiment</c>.</summary>
public sealed record PromptReason(string Kind, string? Label, Guid? ExperimentId, int? Arm);
