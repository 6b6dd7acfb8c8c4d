namespace AiStudio.Features.Traces.Replay;

/// <summary>What a call can be replayed on: versions of its prompt, the newest first, and models.</summary>
internal sealed record ReplayChoices(IReadOnlyList<ReplayVersion> Versions, IReadOnlyList<string> Models);
