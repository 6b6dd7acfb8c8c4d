namespace AiStudio.Features.Chat;

/// <summary>What an answer took: shown under it, and kept with it.</summary>
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
    bool OutputClamped);
