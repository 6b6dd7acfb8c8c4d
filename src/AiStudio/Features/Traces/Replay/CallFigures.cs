namespace AiStudio.Features.Traces.Replay;

/// <summary>What a call came to.</summary>
public sealed record CallFigures(
    Guid Id, string Model, string? Provider, string Ending, string? ErrorCode, int DurationMs, int? FirstTokenMs, long? InputTokens, long? OutputTokens, long CostNanoUsd);
