using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>A call record as <c>record_calls</c> takes it; its JSON names are the columns' names.</summary>
internal sealed record CallRow(
    Guid OrgId,
    Guid Id,
    DateTimeOffset StartedAt,
    Guid? UserId,
    Guid? ApiKeyId,
    string Feature,
    Guid? TurnId,
    Guid? PromptVersionId,
    string RequestedModel,
    string? ServedModel,
    string? Provider,
    bool Streamed,
    string Ending,
    string? ErrorCode,
    int DurationMs,
    int? FirstTokenMs,
    long? InputTokens,
    long? CachedInputTokens,
    long? OutputTokens,
    bool Estimated,
    long CostNanoUsd,
    string? CacheKind,
    long SavedNanoUsd,
    string? EndUser,
    string? TraceId,
    IReadOnlyList<CallRow.Attempt> Attempts)
{
    public static CallRow Of(CallRecord call) => new(
        call.Caller.OrganizationId,
        call.CallId,
        call.StartedAt,
        call.Caller.UserId,
        call.Caller.ApiKeyId,
        call.Caller.Feature,
        call.TurnId,
        call.PromptVersionId,
        call.RequestedModel,
        call.ServedModel,
        call.Provider,
        call.Streamed,
        call.Ending.ToString().ToLowerInvariant(),
        call.ErrorCode,
        Milliseconds(call.Duration),
        call.FirstTokenAfter is { } first ? Milliseconds(first) : null,
        call.Usage?.InputTokens,
        call.Usage?.CachedInputTokens,
        call.Usage?.OutputTokens,
        call.Usage?.Estimated ?? false,
        call.CostNanoUsd,
        call.CacheKind?.ToString().ToLowerInvariant(),
        call.SavedNanoUsd,
        call.EndUser,
        call.TraceId,
        [.. call.Attempts.Select((attempt, index) => new Attempt(
            index + 1, attempt.Provider, attempt.ModelId, attempt.StartedAt, Milliseconds(attempt.Duration),
            attempt.FirstTokenAfter is { } token ? Milliseconds(token) : null, attempt.ErrorCode, Milliseconds(attempt.QueuedFor),
            attempt.Usage?.InputTokens, attempt.Usage?.OutputTokens, attempt.Usage?.Estimated ?? false, attempt.CostNanoUsd))]);

    private static int Milliseconds(TimeSpan span) => (int)Math.Clamp(span.TotalMilliseconds, 0, int.MaxValue);

    internal sealed record Attempt(
        int Number, string Provider, string ModelId, DateTimeOffset StartedAt, int DurationMs, int? FirstTokenMs, string? ErrorCode,
        int QueuedMs, long? InputTokens, long? OutputTokens, bool Estimated, long CostNanoUsd);
}
