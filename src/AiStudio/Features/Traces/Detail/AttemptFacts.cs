namespace AiStudio.Features.Traces.Detail;

/// <summary>One try of one candidate.</summary>
public sealed record AttemptFacts(
    Guid CallId, int Number, string Provider, string ModelId, DateTimeOffset StartedAt, int DurationMs, int? FirstTokenMs, string? ErrorCode, int QueuedMs, long? InputTokens, long? OutputTokens, long CostNanoUsd);
