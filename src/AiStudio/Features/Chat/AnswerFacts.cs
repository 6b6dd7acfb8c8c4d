namespace AiStudio.Features.Chat;

/// <summary>What an answer took: shown under it, and kept with it. What was added later is missing in older ones.</summary>
internal sealed record AnswerFacts(
    string RequestedModel,
    string ServedModel,
    string Provider,
    long InputTokens,
    long CachedInputTokens,
    long OutputTokens,
    bool Estimated,
    long CostNanoUsd,
    int DurationMs,
    int? FirstTokenMs,
    Guid CallId,
    int PassagesRead,
    bool OutputClamped,
    int? DocumentsRead = null,
    int? GatherMs = null,
    AnswerOrigin? Origin = null,
    string? SearchedFor = null);
