using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Gateway.Audit;

/// <summary>The facts of one call. Carries no text of prompts or answers.</summary>
public sealed record CallRecord
{
    /// <summary>The call; a record is stored once for it.</summary>
    public required Guid CallId { get; init; }

    /// <summary>Who paid.</summary>
    public required GatewayCaller Caller { get; init; }

    /// <summary>The alias or id that was asked for.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The pinned id that answered, when one did; for an answer given again, the one that gave it first.</summary>
    public string? ServedModel { get; init; }

    /// <summary>The provider connection that answered, when one did.</summary>
    public string? Provider { get; init; }

    /// <summary>The chat turn it answered.</summary>
    public Guid? TurnId { get; init; }

    /// <summary>The prompt version it was rendered from.</summary>
    public Guid? PromptVersionId { get; init; }

    /// <summary>Whom a program says it called for.</summary>
    public string? EndUser { get; init; }

    /// <summary>The W3C trace of the request that made it: 32 hexadecimal digits, the client's own when it sent a <c>traceparent</c>.</summary>
    public string? TraceId { get; init; }

    /// <summary>When the call entered the gateway.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took until its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long until the first token was handed out.</summary>
    public TimeSpan? FirstTokenAfter { get; init; }

    /// <summary>Whether the caller asked for a stream.</summary>
    public required bool Streamed { get; init; }

    /// <summary>How it ended.</summary>
    public required CallEnding Ending { get; init; }

    /// <summary>The error's code when it did not end well.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The budget that refused it, when one did.</summary>
    public Guid? RefusedBy { get; init; }

    /// <summary>What was used, when anything was.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it cost in nano-dollars.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>Whether an answer that is known would have done.</summary>
    public bool CacheAsked { get; init; }

    /// <summary>Why its answer could be given again; <see langword="null"/> when a model gave it.</summary>
    public CacheKind? CacheKind { get; init; }

    /// <summary>What an answer given again had cost, in nano-dollars.</summary>
    public long SavedNanoUsd { get; init; }

    /// <summary>What is booked with it; <see langword="null"/> for a call that held no money.</summary>
    public Settlement? Settlement { get; init; }

    /// <summary>Every attempt, in order.</summary>
    public required IReadOnlyList<CallAttempt> Attempts { get; init; }
}
