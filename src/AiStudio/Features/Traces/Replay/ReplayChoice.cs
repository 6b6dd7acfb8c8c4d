namespace AiStudio.Features.Traces.Replay;

/// <summary>How a call is asked again.</summary>
/// <param name="Mode">What is taken from the record.</param>
/// <param name="VersionId">Candidate: another version of its prompt; null keeps what was said.</param>
/// <param name="Model">Candidate: another alias or pinned id; null keeps the one that was asked for.</param>
internal sealed record ReplayChoice(ReplayMode Mode, Guid? VersionId = null, string? Model = null);
