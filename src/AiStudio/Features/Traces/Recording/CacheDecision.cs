namespace AiStudio.Features.Traces.Recording;

/// <summary><c>hit</c>, <c>miss</c>, <c>passed</c> or <c>off</c>.</summary>
public sealed record CacheDecision(string Decision, string? Kind, string? Why);
