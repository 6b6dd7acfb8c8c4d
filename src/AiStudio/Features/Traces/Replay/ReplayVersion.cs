namespace AiStudio.Features.Traces.Replay;

/// <summary>A version of a prompt to choose.</summary>
public sealed record ReplayVersion(Guid Id, string Version, string Note);
