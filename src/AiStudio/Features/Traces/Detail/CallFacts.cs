namespace AiStudio.Features.Traces.Detail;

/// <summary>The record of a call.</summary>
public sealed record CallFacts(
    Guid Id, DateTimeOffset StartedAt, Guid? TurnId, Guid? UserId, Guid? ApiKeyId, string? EndUser, string? TraceId, string Feature, Guid? PromptVersionId, string RequestedModel, string? ServedModel,
    string? Provider, bool Streamed, string Ending, string? ErrorCode, int DurationMs, int? FirstTokenMs, long? InputTokens, long? CachedInputTokens, long? OutputTokens,
    bool Estimated, long CostNanoUsd, string? CacheKind, long SavedNanoUsd);
